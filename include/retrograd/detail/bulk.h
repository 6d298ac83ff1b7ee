// Filling, copying and adding many numbers, by several threads where that pays.
#pragma once

#include "retrograd/threads.h"

#include <algorithm>

namespace retrograd::detail {

template <class T> void fill_elements(T* x, long n, T value) {
  parallel(n, parallel_size, [=](long begin, long end) { std::fill(x + begin, x + end, value); });
}
template <class T> void copy_elements(const T* x, T* y, long n) {
  parallel(n, parallel_size, [=](long begin, long end) { std::copy(x + begin, x + end, y + begin); });
}
template <class T> void add_elements(const T* x, T* sum, long n) {
  parallel(n, parallel_size, [=](long begin, long end) {
    for (long i = begin; i < end; ++i) sum[i] += x[i];
  });
}

}  // namespace retrograd::detail
