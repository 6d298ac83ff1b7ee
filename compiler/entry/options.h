// What the tool's commands share: reading options, leaving with a message, finding headers.
#pragma once

#include "frontend/source.h"

#include <optional>
#include <string>

namespace retrograd::entry {

[[noreturn]] void fail(const std::string& message);

// The value of "--name=value"; none if the argument is another one.
std::optional<std::string> valueOf(const std::string& argument, const std::string& name);

// Clang's and our headers: where they were when this was built, or (an installation that was moved) beside the tool.
void findHeaders(frontend::SourceOptions& source);

// libretrograd.so, beside the tool; empty if it isn't there.
std::string findPlugin();

}  // namespace retrograd::entry
