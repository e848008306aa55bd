// What a program makes sure of before it does anything else.
#pragma once

namespace logboek::base {

// Standard input, output and error are open from now on: in the place of one that was closed stands
// a descriptor that cannot be read, or written, so that its use is an error and no file opened
// later takes its number. Writing to a pipe that nobody reads is an error, too, and no signal. To
// be called first in main, with its argv: the program may begin once more.
void SecureStandardStreams(char** argv);

}  // namespace logboek::base
