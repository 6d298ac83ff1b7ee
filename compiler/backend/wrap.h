// Lines that fit: long statements and parameter lists are broken where a person would.
#pragma once

#include <string>

namespace retrograd::backend {

constexpr std::size_t lineWidth = 100;

// `text`, one line of C++ without its indentation, as lines of at most lineWidth columns where possible, each with
// `indent` spaces (continued ones with more) and a newline. Breaks behind commas or in front of operators, at the
// outermost level that helps.
std::string wrapped(const std::string& text, std::size_t indent);

}  // namespace retrograd::backend
