// From tensors to kernels: what the operations of ops.h and loss.h and their rules have in common.
#pragma once

#include "retrograd/detail/blocks.h"
#include "retrograd/detail/broadcast.h"
#include "retrograd/detail/kernels.h"
#include "retrograd/tensor.h"

namespace retrograd {

// A rule's adjoint of a parameter: a pointer, null where nobody wants it. Its type follows from the parameter's own.
template <class X> using Bar = std::type_identity_t<X>*;

}  // namespace retrograd

namespace retrograd::detail {

template <class T, long... Dims>
void check_same_shape(const char* operation, const Tensor<T, Dims...>& a, const Tensor<T, Dims...>& b) {
  if constexpr (!Tensor<T, Dims...>::is_static)
    if (a.shape() != b.shape()) throw_shape_error(operation, "a", a.shape(), "b", b.shape(), "they must be equal");
}

// Gives an adjoint that was default-made (no elements: its shape has `dyn`) the shape of its value, and zeros.
template <class T, long... Dims> void give_shape(Tensor<T, Dims...>* bar, const Tensor<T, Dims...>& value) {
  if (bar != nullptr && bar->size() != value.size()) {
    if (bar->size() != 0)
      throw_shape_error("adjoint", "the adjoint", bar->shape(), "the value", value.shape(), "they must be equal");
    *bar = zero_like(value);
  }
}

// An adjoint that a kernel adds into although nobody may want it: then it goes to memory of its own.
template <class T, long... Dims> class Wanted {
public:
  Wanted(Tensor<T, Dims...>* bar, const Tensor<T, Dims...>& value) : bar_(bar) {
    give_shape(bar_, value);
    if (bar_ == nullptr) unwanted_ = zero_like(value);
  }
  T* data() { return place().data(); }
  long dim(int i) { return place().dim(i); }

private:
  Tensor<T, Dims...>& place() { return bar_ != nullptr ? *bar_ : unwanted_; }

  Tensor<T, Dims...>* bar_;
  Tensor<T, Dims...> unwanted_;
};

// ---- element by element

// Calls work(first, number) for blocks of elements.
template <class Work> void by_elements(long size, Work work) {
  Blocks(size, 1).run([&] { return [&](long begin, long end) { work(begin, end - begin); }; });
}
// The same with space for a block, for the results that an adjoint computes again: nobody reads them.
template <class T, class Work> void by_elements(long size, Work work) {
  const Blocks blocks(size, 1);
  blocks.run([&] {
    return
        [&, space = Buffer<T>(blocks.size())](long begin, long end) mutable { work(begin, end - begin, space.data()); };
  });
}

template <class T, long... Dims> Tensor<T, Dims...> unary(const UnaryKernel<T>& kernel, const Tensor<T, Dims...>& x) {
  auto result = Tensor<T, Dims...>::uninitialized_of(x.shape());
  by_elements(x.size(), [&](long begin, long n) { kernel.forward(x.data() + begin, result.data() + begin, n); });
  return result;
}

template <class T, long... Dims>
Tensor<T, Dims...> unary_tangent(const UnaryKernel<T>& kernel, const Tensor<T, Dims...>& x,
                                 const Tensor<T, Dims...>& x_dot, Tensor<T, Dims...>& result_dot) {
  auto result = Tensor<T, Dims...>::uninitialized_of(x.shape());
  result_dot = Tensor<T, Dims...>::uninitialized_of(x.shape());
  kernel.tangent(x.data(), x_dot.data(), result.data(), result_dot.data(), x.size());
  return result;
}

template <class T, long... Dims>
void unary_adjoint(const UnaryKernel<T>& kernel, const Tensor<T, Dims...>& x, Tensor<T, Dims...>* x_bar,
                   Tensor<T, Dims...>& result_bar) {
  if (x_bar == nullptr) return;
  give_shape(x_bar, x);
  by_elements<T>(x.size(), [&](long begin, long n, T* recomputed) {
    kernel.adjoint(x.data() + begin, x_bar->data() + begin, recomputed, result_bar.data() + begin, n);
  });
}

template <class T, class A, class B>
Broadcast<A, B> binary(const char* operation, const BinaryKernel<T>& kernel, const A& a, const B& b) {
  using Result = Broadcast<A, B>;
  static_assert(BroadcastOf<A, B>::possible(typename BroadcastOf<A, B>::Indices()),
                "the shapes don't go together: dimensions, from the last on, must be equal or 1");
  if constexpr (A::rank == B::rank) {
    if (a.shape() == b.shape()) {
      auto result = Result::uninitialized_of(a.shape());
      by_elements(a.size(), [&](long begin, long n) {
        kernel.forward(a.data() + begin, b.data() + begin, result.data() + begin, n);
      });
      return result;
    }
  }
  const BroadcastRuns runs(operation, a.shape(), b.shape());
  auto result = Result::uninitialized_of(runs.result_shape<Result::rank>());
  RunOf<T> a_run(runs.a_moves, runs.run), b_run(runs.b_moves, runs.run);
  runs.for_each([&](long at_a, long at_b, long at) {
    kernel.forward(a_run.values(a.data() + at_a), b_run.values(b.data() + at_b), result.data() + at, runs.run);
  });
  return result;
}

template <class T, class A, class B>
Broadcast<A, B> binary_tangent(const char* operation, const BinaryKernel<T>& kernel, const A& a, const A& a_dot,
                               const B& b, const B& b_dot, Broadcast<A, B>& result_dot) {
  using Result = Broadcast<A, B>;
  const BroadcastRuns runs(operation, a.shape(), b.shape());
  auto result = Result::uninitialized_of(runs.result_shape<Result::rank>());
  result_dot = Result::uninitialized_of(result.shape());
  RunOf<T> a_run(runs.a_moves, runs.run), b_run(runs.b_moves, runs.run), a_dot_run = a_run, b_dot_run = b_run;
  runs.for_each([&](long at_a, long at_b, long at) {
    kernel.tangent(a_run.values(a.data() + at_a), a_dot_run.values(a_dot.data() + at_a), b_run.values(b.data() + at_b),
                   b_dot_run.values(b_dot.data() + at_b), result.data() + at, result_dot.data() + at, runs.run);
  });
  return result;
}

template <class T, class A, class B>
void binary_adjoint(const char* operation, const BinaryKernel<T>& kernel, const A& a, A* a_bar, const B& b, B* b_bar,
                    Broadcast<A, B>& result_bar) {
  Wanted wanted_a(a_bar, a);
  Wanted wanted_b(b_bar, b);
  if (std::ranges::equal(a.shape(), b.shape())) {
    by_elements<T>(a.size(), [&](long begin, long n, T* recomputed) {
      kernel.adjoint(a.data() + begin, wanted_a.data() + begin, b.data() + begin, wanted_b.data() + begin, recomputed,
                     result_bar.data() + begin, n);
    });
    return;
  }
  auto recomputed = Broadcast<A, B>::uninitialized_of(result_bar.shape());
  const BroadcastRuns runs(operation, a.shape(), b.shape());
  RunOf<T> a_run(runs.a_moves, runs.run), b_run(runs.b_moves, runs.run), a_sums = a_run, b_sums = b_run;
  runs.for_each([&](long at_a, long at_b, long at) {
    T *to_a = wanted_a.data() + at_a, *to_b = wanted_b.data() + at_b;
    kernel.adjoint(a_run.values(a.data() + at_a), a_sums.sums(to_a), b_run.values(b.data() + at_b), b_sums.sums(to_b),
                   recomputed.data() + at, result_bar.data() + at, runs.run);
    a_sums.add_sums_to(to_a);
    b_sums.add_sums_to(to_b);
  });
}

template <class T, long... Dims>
Tensor<T, Dims...> with_parameter(const ParameterKernel<T>& kernel, const Tensor<T, Dims...>& x,
                                  std::type_identity_t<T> parameter) {
  auto result = Tensor<T, Dims...>::uninitialized_of(x.shape());
  by_elements(x.size(),
              [&](long begin, long n) { kernel.forward(x.data() + begin, parameter, result.data() + begin, n); });
  return result;
}

template <class T, long... Dims>
Tensor<T, Dims...> with_parameter_tangent(const ParameterKernel<T>& kernel, const Tensor<T, Dims...>& x,
                                          const Tensor<T, Dims...>& x_dot, std::type_identity_t<T> parameter,
                                          std::type_identity_t<T> parameter_dot, Tensor<T, Dims...>& result_dot) {
  auto result = Tensor<T, Dims...>::uninitialized_of(x.shape());
  result_dot = Tensor<T, Dims...>::uninitialized_of(x.shape());
  kernel.tangent(x.data(), x_dot.data(), parameter, parameter_dot, result.data(), result_dot.data(), x.size());
  return result;
}

template <class T, long... Dims>
void with_parameter_adjoint(const ParameterKernel<T>& kernel, const Tensor<T, Dims...>& x, Tensor<T, Dims...>* x_bar,
                            std::type_identity_t<T> parameter, std::type_identity_t<T>* parameter_bar,
                            Tensor<T, Dims...>& result_bar) {
  T unwanted = 0;
  Wanted wanted(x_bar, x);
  const Blocks blocks(x.size(), 1);
  SumOfBlocks<T> sum(parameter_bar != nullptr ? parameter_bar : &unwanted, 1, blocks);
  by_elements<T>(x.size(), [&](long begin, long n, T* recomputed) {
    kernel.adjoint(x.data() + begin, wanted.data() + begin, parameter, *sum.of(begin), recomputed,
                   result_bar.data() + begin, n);
  });
  sum.finish();
}

// ---- row by row

template <class T> void repeat_row(const T* row, T* y, long rows, long columns) {
  Blocks(rows, columns).run([&] {
    return
        [&](long begin, long end) { forward_kernels<T>().repeat_row(row, y + begin * columns, end - begin, columns); };
  });
}
template <class T> void add_column_sums(const T* x, T* sums, long rows, long columns) {
  const Blocks blocks(rows, columns);
  SumOfBlocks<T> sum(sums, columns, blocks);
  blocks.run([&] {
    return [&](long begin, long end) {
      kernels<T>().column_sums(x + begin * columns, sum.of(begin), end - begin, columns);
    };
  });
  sum.finish();
}
template <class T> void row_maximum(const T* x, T* maximum, long rows, long columns) {
  Blocks(rows, columns).run([&] {
    return [&](long begin, long end) {
      forward_kernels<T>().row_maximum(x + begin * columns, maximum + begin, end - begin, columns);
    };
  });
}
template <class T, long N, long C> Tensor<T, N> row_maximum(const Tensor<T, N, C>& x) {
  auto maximum = Tensor<T, N>::uninitialized_of({x.rows()});
  row_maximum(x.data(), maximum.data(), x.dim(0), x.dim(1));
  return maximum;
}

template <class T, long N, long C> Tensor<T, N, C> softmax(const SoftmaxKernel<T>& kernel, const Tensor<T, N, C>& x) {
  auto result = Tensor<T, N, C>::uninitialized_of(x.shape());
  const long columns = x.dim(1);
  const Blocks blocks(x.dim(0), columns);
  blocks.run([&] {
    return [&, shift = Buffer<T>(blocks.size()), sums = Buffer<T>(blocks.size())](long begin, long end) mutable {
      const T* rows = x.data() + begin * columns;
      forward_kernels<T>().row_maximum(rows, shift.data(), end - begin, columns);
      kernel.forward(rows, shift.data(), sums.data(), result.data() + begin * columns, end - begin, columns);
    };
  });
  return result;
}

template <class T, long N, long C>
Tensor<T, N, C> softmax_tangent(const SoftmaxKernel<T>& kernel, const Tensor<T, N, C>& x, const Tensor<T, N, C>& x_dot,
                                Tensor<T, N, C>& result_dot) {
  auto shift = row_maximum(x), sums = Tensor<T, N>::uninitialized_of(shift.shape()), sums_dot = sums;
  auto result = Tensor<T, N, C>::uninitialized_of(x.shape());
  result_dot = Tensor<T, N, C>::uninitialized_of(x.shape());
  kernel.tangent(x.data(), x_dot.data(), shift.data(), sums.data(), sums_dot.data(), result.data(), result_dot.data(),
                 x.dim(0), x.dim(1));
  return result;
}

template <class T, long N, long C>
void softmax_adjoint(const SoftmaxKernel<T>& kernel, const Tensor<T, N, C>& x, Tensor<T, N, C>* x_bar,
                     Tensor<T, N, C>& result_bar) {
  if (x_bar == nullptr) return;
  give_shape(x_bar, x);
  const long columns = x.dim(1);
  const Blocks blocks(x.dim(0), columns);
  blocks.run([&] {
    return [&, shift = Buffer<T>(blocks.size()), sums = Buffer<T>(blocks.size()), sums_bar = zeros<T>(blocks.size()),
            recomputed = Buffer<T>(blocks.size() * columns)](long begin, long end) mutable {
      const T* rows = x.data() + begin * columns;
      forward_kernels<T>().row_maximum(rows, shift.data(), end - begin, columns);
      kernel.adjoint(rows, x_bar->data() + begin * columns, shift.data(), sums.data(), sums_bar.data(),
                     recomputed.data(), result_bar.data() + begin * columns, end - begin, columns);
    };
  });
}

}  // namespace retrograd::detail
