// The kernels as a table of functions, chosen for this machine's instruction set when the program starts.
// Forward kernels are the loops in runtime/kernels; adjoints and tangents are derived from them by our own compiler in
// the build. Kernel adjoints accumulate into the inputs' bars, recompute the output, and leave the output's bar zero.
#pragma once

namespace retrograd::detail {

// y = f(x), element by element.
template <class T> struct UnaryKernel {
  void (*forward)(const T* x, T* y, long n);
  void (*tangent)(const T* x, const T* x_dot, T* y, T* y_dot, long n);
  void (*adjoint)(const T* x, T* x_bar, T* y, T* y_bar, long n);
};

// y = f(a, b), element by element.
template <class T> struct BinaryKernel {
  void (*forward)(const T* a, const T* b, T* y, long n);
  void (*tangent)(const T* a, const T* a_dot, const T* b, const T* b_dot, T* y, T* y_dot, long n);
  void (*adjoint)(const T* a, T* a_bar, const T* b, T* b_bar, T* y, T* y_bar, long n);
};

// The constants of one Adam step: of a running mean `keep` remains and `take` of the new value comes in;
// `correction` is 1 / (1 - keep^t).
template <class T> struct AdamStep {
  T learning_rate, keep1, take1, correction1, keep2, take2, correction2, epsilon;
};

template <class T> struct Kernels {
  UnaryKernel<T> relu, tanh, sigmoid;
  BinaryKernel<T> add, subtract, multiply;

  struct {  // y = factor * x
    void (*forward)(const T* x, T factor, T* y, long n);
    void (*tangent)(const T* x, const T* x_dot, T factor, T factor_dot, T* y, T* y_dot, long n);
    void (*adjoint)(const T* x, T* x_bar, T factor, T& factor_bar, T* y, T* y_bar, long n);
  } scale;

  struct {  // every row of y = b
    void (*forward)(const T* b, T* y, long rows, long columns);
    void (*tangent)(const T* b, const T* b_dot, T* y, T* y_dot, long rows, long columns);
    void (*adjoint)(const T* b, T* b_bar, T* y, T* y_bar, long rows, long columns);
  } repeat_row;

  // Mean over rows of -log(softmax(logits)[label]); `shift`: any number for each row, its maximum is best; `sums`:
  // space for a number for each row, `sums_bar` likewise and zero.
  struct {
    T (*forward)(const T* logits, const T* shift, const int* labels, T* sums, long rows, long classes);
    T (*tangent)(const T* logits, const T* logits_dot, const T* shift, const int* labels, T* sums, T* sums_dot,
                 long rows, long classes, T& result_dot);
    T (*adjoint)(const T* logits, T* logits_bar, const T* shift, const int* labels, T* sums, T* sums_bar, long rows,
                 long classes, T result_bar);
  } softmax_cross_entropy;

  struct {  // mean of (prediction - target)^2
    T (*forward)(const T* prediction, const T* target, long n);
    T (*tangent)(const T* prediction, const T* prediction_dot, const T* target, const T* target_dot, long n,
                 T& result_dot);
    T (*adjoint)(const T* prediction, T* prediction_bar, const T* target, T* target_bar, long n, T result_bar);
  } mse;

  void (*row_maximum)(const T* x, T* maximum, long rows, long columns);

  // Optimizer updates: x changes, the gradient g is zero afterwards.
  void (*sgd)(T* x, T* g, long n, T learning_rate);
  void (*momentum)(T* x, T* g, T* delta, long n, T learning_rate, T beta);
  void (*adam)(T* x, T* g, T* first, T* second, long n, AdamStep<T> step);
};

template <class T> const Kernels<T>& kernels() {
  static_assert(sizeof(T) == 0, "tensor operations exist for float and double elements");
}
template <> const Kernels<float>& kernels<float>();
template <> const Kernels<double>& kernels<double>();

}  // namespace retrograd::detail
