// A file that is there whole or not at all.
#pragma once

#include <fstream>
#include <string>

namespace logboek::cli {

enum class Readers { kAsTheSystemSays, kOwnerOnly };

// Written beside the place it is meant for, and moved there by Keep; without Keep nothing of it is
// left and an earlier file stays. What is no regular file, such as a pipe, is written to at once.
class OutputFile {
 public:
  // The stream is bad, with errno, when the file cannot be made.
  explicit OutputFile(const std::string& path, Readers readers = Readers::kAsTheSystemSays);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  std::ofstream* stream() { return &stream_; }

  // False, with errno, when it could not be put in its place.
  bool Keep();

 private:
  const std::string path_;
  // Empty = written in place.
  std::string beside_;
  std::ofstream stream_;
};

}  // namespace logboek::cli
