// The kernels as a table of functions, chosen for this machine's instruction set when the program starts.
// Forward kernels are the loops in runtime/kernels; adjoints and tangents are derived from them by our own compiler in
// the build. Kernel adjoints accumulate into the inputs' bars, recompute the output, and leave the output's bar zero.
#pragma once

namespace retrograd::detail {

// y = f(x); the sizes say how many elements there are, and in what shape.
template <class T, class... Sizes> struct MapKernel {
  void (*forward)(const T* x, T* y, Sizes... sizes);
  void (*tangent)(const T* x, const T* x_dot, T* y, T* y_dot, Sizes... sizes);
  void (*adjoint)(const T* x, T* x_bar, T* y, T* y_bar, Sizes... sizes);
};
template <class T> using UnaryKernel = MapKernel<T, long>;  // element by element

// y = f(a, b) with space for what the adjoint needs again: kept there, it needs no tape. The spaces' bars are zero
// before and after.
template <class T, class... Sizes> struct PairMapKernel {
  void (*forward)(const T* a, const T* b, T* u, T* v, T* w, T* y, Sizes... sizes);
  void (*tangent)(const T* a, const T* a_dot, const T* b, const T* b_dot, T* u, T* u_dot, T* v, T* v_dot, T* w,
                  T* w_dot, T* y, T* y_dot, Sizes... sizes);
  void (*adjoint)(const T* a, T* a_bar, const T* b, T* b_bar, T* u, T* u_bar, T* v, T* v_bar, T* w, T* w_bar, T* y,
                  T* y_bar, Sizes... sizes);
};
template <class T, class... Sizes> struct TripleMapKernel {
  void (*forward)(const T* a, const T* b, const T* c, T* u, T* v, T* w, T* y, Sizes... sizes);
  void (*tangent)(const T* a, const T* a_dot, const T* b, const T* b_dot, const T* c, const T* c_dot, T* u, T* u_dot,
                  T* v, T* v_dot, T* w, T* w_dot, T* y, T* y_dot, Sizes... sizes);
  void (*adjoint)(const T* a, T* a_bar, const T* b, T* b_bar, const T* c, T* c_bar, T* u, T* u_bar, T* v, T* v_bar,
                  T* w, T* w_bar, T* y, T* y_bar, Sizes... sizes);
};

// y = f(a, b), element by element.
template <class T> struct BinaryKernel {
  void (*forward)(const T* a, const T* b, T* y, long n);
  void (*tangent)(const T* a, const T* a_dot, const T* b, const T* b_dot, T* y, T* y_dot, long n);
  void (*adjoint)(const T* a, T* a_bar, const T* b, T* b_bar, T* y, T* y_bar, long n);
};

// The constants of one optimizer step. Of a running mean `keep` remains and `take` of the new value comes in;
// `correction` is 1 / (1 - keep^t).
template <class T> struct UpdateStep {
  T learning_rate;
  T scale, limit;  // of the gradient: clipping by norm, by value
  T weight_decay;  // times x is added to the gradient
  T shrink;        // times x is subtracted from x
  T keep1, take1, correction1, keep2, take2, correction2, epsilon;

  template <class Other> explicit operator UpdateStep<Other>() const {
    return {Other(learning_rate), Other(scale), Other(limit),       Other(weight_decay),
            Other(shrink),        Other(keep1), Other(take1),       Other(correction1),
            Other(keep2),         Other(take2), Other(correction2), Other(epsilon)};
  }
};

// x changes, the gradient g is zero afterwards; a, b, c: what the optimizer remembers, as many as it needs.
template <class T> using UpdateKernel = void (*)(T* x, T* g, T* a, T* b, T* c, long n, UpdateStep<T> step);

// y = f(x, parameter), element by element.
template <class T> struct ParameterKernel {
  void (*forward)(const T* x, T parameter, T* y, long n);
  void (*tangent)(const T* x, const T* x_dot, T parameter, T parameter_dot, T* y, T* y_dot, long n);
  void (*adjoint)(const T* x, T* x_bar, T parameter, T& parameter_bar, T* y, T* y_bar, long n);
};

// Row by row; the result is the same for every `shift`, a number for each row, its maximum is best. `sums`: space for a
// number for each row, `sums_bar` likewise and zero.
template <class T> struct SoftmaxKernel {
  void (*forward)(const T* x, const T* shift, T* sums, T* y, long rows, long columns);
  void (*tangent)(const T* x, const T* x_dot, const T* shift, T* sums, T* sums_dot, T* y, T* y_dot, long rows,
                  long columns);
  void (*adjoint)(const T* x, T* x_bar, const T* shift, T* sums, T* sums_bar, T* y, T* y_bar, long rows, long columns);
};

// factor · sum of f(prediction, target, parameter) over the elements.
template <class T> struct PairLossKernel {
  T (*forward)(const T* prediction, const T* target, T parameter, T factor, long n);
  T(*tangent)
  (const T* prediction, const T* prediction_dot, const T* target, const T* target_dot, T parameter, T parameter_dot,
   T factor, long n, T& result_dot);
  T(*adjoint)
  (const T* prediction, T* prediction_bar, const T* target, T* target_bar, T parameter, T& parameter_bar, T factor,
   long n, T result_bar);
};

template <class T> struct Kernels {
  UnaryKernel<T> relu, tanh, sigmoid, silu, gelu, softplus;
  ParameterKernel<T> leaky_relu, elu, scale;
  SoftmaxKernel<T> softmax, log_softmax;
  BinaryKernel<T> add, subtract, multiply, divide;

  struct {  // `power`: space for a number for each element, `power_bar` likewise and zero
    void (*forward)(const T* x, T* power, T* y, long n);
    void (*tangent)(const T* x, const T* x_dot, T* power, T* power_dot, T* y, T* y_dot, long n);
    void (*adjoint)(const T* x, T* x_bar, T* power, T* power_bar, T* y, T* y_bar, long n);
  } gelu_tanh;

  void (*repeat_row)(const T* b, T* y, long rows, long columns);      // every row of y = b
  void (*column_sums)(const T* x, T* sums, long rows, long columns);  // sums += all rows of x
  void (*row_maximum)(const T* x, T* maximum, long rows, long columns);

  PairLossKernel<T> mse, mae, huber, bce, kl, hinge, poisson;

  // Cross-entropy with targets that are `right` at the label and `wrong` elsewhere; `shift`, `sums` as in
  // SoftmaxKernel.
  struct {
    T(*forward)
    (const T* logits, const T* shift, const int* labels, const T* weights, T right, T wrong, T factor, T* sums,
     long rows, long classes);
    T(*tangent)
    (const T* logits, const T* logits_dot, const T* shift, const int* labels, const T* weights, T right, T wrong,
     T factor, T* sums, T* sums_dot, long rows, long classes, T& result_dot);
    T(*adjoint)
    (const T* logits, T* logits_bar, const T* shift, const int* labels, const T* weights, T right, T wrong, T factor,
     T* sums, T* sums_bar, long rows, long classes, T result_bar);
  } softmax_cross_entropy;

  struct {
    T (*forward)(const T* log_probabilities, const int* labels, const T* weights, T factor, long rows, long classes);
    T(*tangent)
    (const T* log_probabilities, const T* log_probabilities_dot, const int* labels, const T* weights, T factor,
     long rows, long classes, T& result_dot);
    T(*adjoint)
    (const T* log_probabilities, T* log_probabilities_bar, const int* labels, const T* weights, T factor, long rows,
     long classes, T result_bar);
  } nll;

  struct {  // `sums`: space for three numbers for each row, `sums_bar` likewise and zero
    T (*forward)(const T* prediction, const T* target, T smallest, T factor, T* sums, long rows, long columns);
    T(*tangent)
    (const T* prediction, const T* prediction_dot, const T* target, const T* target_dot, T smallest, T factor, T* sums,
     T* sums_dot, long rows, long columns, T& result_dot);
    T(*adjoint)
    (const T* prediction, T* prediction_bar, const T* target, T* target_bar, T smallest, T factor, T* sums, T* sums_bar,
     long rows, long columns, T result_bar);
  } cosine;

  // See runtime/kernels/layers.cpp.
  void (*patches)(const T* x, T* rows, long pictures, long height, long width, long channels, long filter_height,
                  long filter_width, long stride, long padding, long out_height, long out_width);
  void (*add_patches)(const T* rows, T* x, long pictures, long height, long width, long channels, long filter_height,
                      long filter_width, long stride, long padding, long out_height, long out_width);
  MapKernel<T, const long*, long> gather;
  MapKernel<T, long, long, long, long, long, long, long, long> average_pool;
  void (*largest)(const T* x, T* y, long* places, long pictures, long height, long width, long channels, long size,
                  long stride, long out_height, long out_width);
  TripleMapKernel<T, T, long, long> layer_norm, batch_norm;
  TripleMapKernel<T, T, long, long, long, long> group_norm;
  struct {  // `sums_bar` and `exponentials_bar`: zero
    void (*forward)(const T* x, const T* shift, T* exponentials, T* sums, T* y, T factor, long rows, long length,
                    long causal);
    void (*tangent)(const T* x, const T* x_dot, const T* shift, T* exponentials, T* exponentials_dot, T* sums,
                    T* sums_dot, T* y, T* y_dot, T factor, long rows, long length, long causal);
    void (*adjoint)(const T* x, T* x_bar, const T* shift, T* exponentials, T* exponentials_bar, T* sums, T* sums_bar,
                    T* y, T* y_bar, T factor, long rows, long length, long causal);
  } attention_weights;
  PairMapKernel<T, long, long> lstm_state, lstm_output;
  TripleMapKernel<T, long, long> gru;

  UpdateKernel<T> sgd, momentum, nesterov, adagrad, rmsprop, rmsprop_centred, adam, amsgrad;
  double (*sum_of_squares)(const T* x, long n);
};

template <class T> const Kernels<T>& kernels() {
  static_assert(sizeof(T) == 0, "tensor operations exist for float and double elements");
}
template <> const Kernels<float>& kernels<float>();
template <> const Kernels<double>& kernels<double>();

// The same without tangents, adjoints and optimizers (null pointers): a program that only calls these has none of them.
template <class T> const Kernels<T>& forward_kernels() {
  static_assert(sizeof(T) == 0, "tensor operations exist for float and double elements");
}
template <> const Kernels<float>& forward_kernels<float>();
template <> const Kernels<double>& forward_kernels<double>();

}  // namespace retrograd::detail
