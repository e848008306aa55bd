// How a call says for whom it is made, when the server's own gateway makes it over a channel inside
// the process. Believed only with the secret that the gateway and the server share for as long as
// the process lives; from anybody else these keys mean nothing.
#pragma once

namespace logboek::rpc {

// The secret.
inline constexpr char kForwardedSecretKey[] = "x-logboek-gateway";
// Where the call came from, as auth::Presented::address.
inline constexpr char kForwardedAddressKey[] = "x-logboek-gateway-address";
// The client's certificate, verified by TLS, in PEM; absent = none.
inline constexpr char kForwardedCertificateKey[] = "x-logboek-gateway-certificate-bin";

}  // namespace logboek::rpc
