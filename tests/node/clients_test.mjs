// The clients that portals in JavaScript use, against the real server: Connect's own for Node over
// HTTP/1.1, in JSON and in protobuf, and gRPC's.
//
//   LOGBOEKD=program PROTOC=program node --test clients_test.mjs
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { createFileRegistry, fromBinary } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-node";
import grpc from "@grpc/grpc-js";
import protoLoader from "@grpc/proto-loader";

const protos = join(dirname(fileURLToPath(import.meta.url)), "../../proto");
const folder = mkdtempSync(join(tmpdir(), "logboek-node-"));
let server;
let httpAddress;
let grpcAddress;
let token;
let registry;

before(async () => {
  server = spawn(
    process.env.LOGBOEKD,
    ["--store", join(folder, "store"), "--listen", "127.0.0.1:0", "--http-listen", "127.0.0.1:0",
     "--log-level", "error"],
    { stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, XDG_RUNTIME_DIR: folder } },
  );
  for await (const line of createInterface({ input: server.stdout })) {
    if (line.startsWith("logboekd: HTTP at ")) httpAddress = line.split(" ").at(-1);
    if (!line.startsWith("logboekd: ready, address ")) continue;
    grpcAddress = line.split(" ").at(-1);
    break;
  }
  assert.ok(grpcAddress, "the server did not start");
  token = readFileSync(join(folder, "store.token"), "utf8").trim();
  const set = join(folder, "protos.binpb");
  const services = ["access", "admin", "audit", "registration"].map(
    (name) => `logboek/v1/${name}_service.proto`,
  );
  execFileSync(process.env.PROTOC, [
    "--include_imports", `--descriptor_set_out=${set}`, "-I", protos, ...services,
    "google/rpc/error_details.proto",
  ]);
  registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, readFileSync(set)));
});

after(async () => {
  if (server.exitCode === null) {
    server.kill("SIGTERM");
    await new Promise((resolve) => server.once("exit", resolve));
  }
  rmSync(folder, { recursive: true });
});

const bearer = (next) => (request) => {
  request.header.set("Authorization", `Bearer ${token}`);
  return next(request);
};

function connect(service, options) {
  return createClient(
    registry.getService(`logboek.v1.${service}`),
    createConnectTransport({
      baseUrl: `http://${httpAddress}`, httpVersion: "1.1", interceptors: [bearer], ...options,
    }),
  );
}

const plan = {
  region: "node_region",
  planId: "node_region",
  version: "1",
};

for (const [name, options] of [
  ["JSON", { useBinaryFormat: false }],
  ["protobuf", { useBinaryFormat: true }],
  ["JSON, reads with GET", { useBinaryFormat: false, useHttpGet: true }],
  ["JSON, packed", { useBinaryFormat: false, compressMinBytes: 0 }],
]) {
  test(`Connect, ${name}: a read`, async () => {
    const me = await connect("AccessService", options).whoAmI({});
    assert.equal(me.grant.principal, "administrator");
    assert.ok(me.methods.includes("AccessService/WhoAmI"));
  });

  test(`Connect, ${name}: a refusal with its reason`, async () => {
    const admin = connect("AdminService", options);
    const origin = { source: "node", sourceId: `bad-${name}` };
    await assert.rejects(admin.publishPlan({ origin, command: { plan } }), (error) => {
      assert.ok(error instanceof ConnectError);
      assert.equal(error.code, Code.InvalidArgument);
      const [info] = error.findDetails(registry.getMessage("google.rpc.ErrorInfo"));
      assert.equal(info.domain, "logboek");
      assert.match(info.reason, /^[A-Z_]+$/);
      return true;
    });
  });

  test(`Connect, ${name}: a stream to its end`, async () => {
    let caughtUp = false;
    for await (const message of connect("AuditService", options).replay({})) {
      caughtUp ||= message.item?.case !== "envelope";
    }
    assert.ok(caughtUp);
  });

  test(`Connect, ${name}: a stream that the client ends`, async () => {
    const controller = new AbortController();
    const replay = connect("AuditService", options).replay(
      { follow: true }, { signal: controller.signal },
    );
    await assert.rejects(async () => {
      for await (const _ of replay) controller.abort();
    }, (error) => error.code === Code.Canceled);
  });
}

test("Connect: without a token nobody is let in", async () => {
  await assert.rejects(
    connect("AccessService", { interceptors: [] }).whoAmI({}),
    (error) => error.code === Code.Unauthenticated,
  );
});

test("Connect: what takes a stream is not to be had over HTTP/1.1", async () => {
  const push = connect("RegistrationService", {}).push((async function* none() {})());
  await assert.rejects(async () => {
    for await (const _ of push) assert.fail("nothing was pushed");
  });
});

test("gRPC: a read, a refusal and a stream", async () => {
  const definition = protoLoader.loadSync("logboek/v1/access_service.proto", {
    includeDirs: [protos],
  });
  const audits = protoLoader.loadSync("logboek/v1/audit_service.proto", { includeDirs: [protos] });
  const { logboek } = grpc.loadPackageDefinition({ ...audits, ...definition });
  const credentials = grpc.credentials.createInsecure();
  const metadata = new grpc.Metadata();
  metadata.set("authorization", `Bearer ${token}`);
  const access = new logboek.v1.AccessService(grpcAddress, credentials);
  const me = await new Promise((resolve, reject) => {
    access.whoAmI({}, metadata, (error, answer) => (error ? reject(error) : resolve(answer)));
  });
  assert.equal(me.grant.principal, "administrator");
  const refusal = await new Promise((resolve) => {
    access.whoAmI({}, new grpc.Metadata(), (error) => resolve(error));
  });
  assert.equal(refusal.code, grpc.status.UNAUTHENTICATED);
  const audit = new logboek.v1.AuditService(grpcAddress, credentials);
  let messages = 0;
  for await (const _ of audit.replay({}, metadata)) messages += 1;
  assert.ok(messages > 0);
  access.close();
  audit.close();
});
