// Checks at run time of what derivatives assume, for programs compiled with RETROGRAD_CHECKS=1:
//
//   clang++ -DRETROGRAD_CHECKS=1 -fplugin=libretrograd.so f.cpp     retrograd f.cpp -o f.ad.h -- -DRETROGRAD_CHECKS=1
//
// Each ends the program with one line that names the place in the function that was differentiated:
//   f.cpp:12: 'x' and 'y' of 'f' overlap, …      f.cpp:14: the adjoint of 't' becomes NaN
//   f.cpp:10: 'w_bar' of 'f' is not shaped like 'w' …
// Define it in every file of a program or in none. Without it nothing of this costs anything.
#pragma once

#include "retrograd/detail/shapes.h"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <initializer_list>

namespace retrograd {
namespace detail {

// Memory that an argument gives access to: what a pointer leads to is known from there on for one element.
struct Range {
  std::uintptr_t begin = 0, end = 0;
  bool overlaps(const Range& other) const { return begin < other.end && other.begin < end; }
};
struct Ranges {
  Range object, elements;
  bool overlap(const Ranges& other) const {
    return object.overlaps(other.object) || object.overlaps(other.elements) || elements.overlaps(other.object) ||
           elements.overlaps(other.elements);
  }
};

inline Range range(const volatile void* begin, std::size_t bytes) {
  const auto address = reinterpret_cast<std::uintptr_t>(begin);
  return {address, begin ? address + bytes : address};
}

template <class T> Range elements_of([[maybe_unused]] const T& x) {
  if constexpr (HasData<const T>::value)
    return range(x.data(), static_cast<std::size_t>(x.size()) * sizeof *x.data());
  else
    return {};
}
template <class T> Ranges ranges_of(const T* x) {
  if (!x) return {};
  return {range(x, sizeof(T)), elements_of(*x)};
}

// The name number `index` in "x, y, z".
inline void print_name(const char* names, int index) {
  for (; index > 0 && *names; ++names)
    if (*names == ',') --index;
  while (*names == ' ') ++names;
  while (*names && *names != ',') std::fputc(*names++, stderr);
}

[[noreturn]] inline void fail_overlap(const char* where, const char* function, const char* names, int i, int j) {
  std::fprintf(stderr, "%s: '", where);
  print_name(names, i);
  std::fputs("' and '", stderr);
  print_name(names, j);
  std::fprintf(
      stderr,
      "' of '%s' overlap, and one of them may be written: its derivative assumes that they do not; pass a copy\n",
      function);
  std::abort();
}

inline void check_distinct(const char* where, const char* function, const char* names, unsigned long written,
                           std::initializer_list<Ranges> arguments) {
  const Ranges* const all = arguments.begin();
  for (int i = 0; i < static_cast<int>(arguments.size()); ++i)
    for (int j = i + 1; j < static_cast<int>(arguments.size()); ++j)
      if (((written >> i | written >> j) & 1) && all[i].overlap(all[j])) fail_overlap(where, function, names, i, j);
}

}  // namespace detail

// What a function or a call gets in pointers and references; bit i of `written`: the function may write argument i.
template <class... T>
void check_distinct(const char* where, const char* function, const char* names, unsigned long written,
                    const T*... arguments) {
  detail::check_distinct(where, function, names, written, {detail::ranges_of(arguments)...});
}

// The companion of a parameter that is a container, or of one that is a view of one.
template <class T, class B> void check_shape(const char* where, const char* name, const T& x, const B& bar) {
  if constexpr (std::is_same_v<T, B>) {
    if (detail::has_shape_of(bar, x)) return;
  } else {
    if (bar.size() == x.size()) return;
  }
  std::fprintf(stderr,
               "%s: the adjoint or tangent of '%s' is not of the size of '%s'; make it with retrograd::zero_like\n",
               where, name, name);
  std::abort();
}

// An adjoint that was just added to.
template <class T> void check_adjoint(const char* where, const char* name, T bar) {
  if (bar == bar) return;
  std::fprintf(stderr, "%s: the adjoint of '%s' becomes NaN\n", where, name);
  std::abort();
}

}  // namespace retrograd
