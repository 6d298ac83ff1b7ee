// Runs Clang over one source file, for the tool.
#pragma once

#include "frontend/unit.h"

#include <string>
#include <vector>

namespace retrograd::frontend {

struct SourceOptions {
  std::string file;
  std::string output;              // an older version of it that the source includes is not read; may be empty
  std::string depfile;             // Makefile rule with what the output depends on; may be empty
  std::vector<std::string> flags;  // the compiler's: -std=…, -I…, -D…
  std::string clang;               // path that Clang's driver takes as its own: finds the C++ library from there
  std::string resourceDirectory;   // Clang's own headers (stddef.h)
  std::string includeDirectory;    // ours; may be empty
};

// The derivatives' text; errors have been printed if it didn't succeed.
pipeline::Emitted runOnSource(const SourceOptions& source, const pipeline::EmitOptions& options);

}  // namespace retrograd::frontend
