// Losses and activation functions in annotated functions: what the generated gradient calls, and that it is right.
//
// RUN: %clang_plugin -std=c++20 -O1 -w %s -o %t %runtime
// RUN: %t | FileCheck %s
// RUN: %retrograd %s --emit=adjoint -- -std=c++20 -w -I%include | FileCheck %s --check-prefix=TEXT
#include <retrograd/train.h>

#include <cmath>
#include <cstdio>

using namespace retrograd;

using Batch = Tensor<double, dyn, 3>;

struct [[autodiff]] Net {
  Tensor<double, 3, 3> w;
  Tensor<double, 3> b;
  double slope = 0.2, delta = 0.3;
};

// TEXT-LABEL: inline double classify_adjoint(
// TEXT: softmax_cross_entropy_adjoint({{.*}}, temporary
[[autodiff]] double classify(const Net& net, [[autodiff::passive]] const Batch& x,
                             [[autodiff::passive]] const Labels& y,
                             [[autodiff::passive]] const Tensor<double, 3>& weights) {
  auto hidden = leaky_relu(linear(x, net.w, net.b), net.slope);
  auto scores = silu(hidden);
  return softmax_cross_entropy(scores, y, {.label_smoothing = 0.1, .ignore = -1}) + nll(log_softmax(scores), y) +
         weighted_softmax_cross_entropy(gelu(scores), y, weights);
}

[[autodiff]] double regress(const Net& net, [[autodiff::passive]] const Batch& x,
                            [[autodiff::passive]] const Batch& t) {
  auto y = linear(x, net.w, net.b);
  return mse(softplus(y), t) + mae(gelu_tanh(y), t) + huber(elu(y), t, net.delta) +
         binary_cross_entropy(y, softmax(t), 2.0, Reduction::Sum) + hinge(tanh(y), t) + poisson(y, t) +
         kl(log_softmax(y), softmax(t)) + cosine_loss(y, t) + huber(y, t);
}

template <class F, class G> void check(const char* name, Net net, const G& gradient, F f) {
  double worst = 0;
  auto values = parameters(net), slopes = parameters(const_cast<G&>(gradient));
  for (std::size_t i = 0; i < values.float64.size(); ++i)
    for (std::size_t k = 0; k < values.float64[i].values.size(); ++k) {
      double& v = values.float64[i].values[k];
      const double kept = v, h = 1e-6;
      v = kept + h;
      const double plus = f(net);
      v = kept - h;
      const double minus = f(net);
      v = kept;
      worst = std::fmax(worst, std::fabs((plus - minus) / (2 * h) - slopes.float64[i].values[k]));
    }
  std::printf("%s: %s\n", name, worst < 1e-7 ? "right" : "WRONG");
}

int main() {
  auto net = init<Net>({.seed = 1});
  net.slope = 0.2, net.delta = 0.3;
  Random random(2);
  auto x = Batch::uninitialized(4), t = Batch::uninitialized(4);
  for (double& v : x) v = random.uniform(-1, 1);
  for (double& v : t) v = random.uniform(-1, 1);
  const Labels y{0, 2, 1, 1};
  const Tensor<double, 3> weights{1, 2, 0.5};
  // CHECK: classify: right
  check("classify", net, gradient<classify, wrt<0>>(net, x, y, weights),
        [&](const Net& n) { return classify(n, x, y, weights); });
  // CHECK: regress: right
  check("regress", net, gradient<regress, wrt<0>>(net, x, t), [&](const Net& n) { return regress(n, x, t); });
}
