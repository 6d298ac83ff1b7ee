// A network that is just large enough often gets stuck in a local minimum; training it anew from other values helps.
#include <retrograd/train.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

using namespace retrograd;

struct [[autodiff]] Net {
  Tensor<double, 1, 4> w1;
  Tensor<double, 4> b1;
  Tensor<double, 4, 1> w2;
  Tensor<double, 1> b2;
};

using Column = Tensor<double, dyn, 1>;

[[autodiff]] double loss(const Net& net, [[autodiff::passive]] const Column& x,
                         [[autodiff::passive]] const Column& target) {
  return mse(linear(tanh(linear(x, net.w1, net.b1)), net.w2, net.b2), target);
}

int main() {
  constexpr long rows = 100;
  Dataset<Column, Column> waves{Column::zeros(rows), Column::zeros(rows)};
  for (long i = 0; i < rows; ++i) {
    const double x = -3 + 6.0 * i / (rows - 1);
    waves.inputs(i, 0) = x;
    waves.targets(i, 0) = std::sin(2 * x);
  }

  const InitOptions start{.seed = 1, .weights = Initializer::Normal, .scale = 1.5};
  auto net = init<Net>(start);
  const FitReport report = fit<loss>(
      net, waves,
      {.epochs = 300, .batch = 0, .optimizer = Lbfgs{}, .restarts = 15, .init = start, .progress = Progress::Silent});

  std::vector<double> losses = report.restarts;
  std::printf("losses of 16 trainings, in order:");
  for (double l : losses) std::printf(" %.2g", l);
  std::ranges::sort(losses);
  std::printf("\nbest %.2g, median %.2g, worst %.2g; kept: %.2g\n", losses.front(), losses[losses.size() / 2],
              losses.back(), evaluate<loss>(net, waves));
  const bool as_told = losses.back() > 10 * losses.front() && evaluate<loss>(net, waves) < losses[1];
  std::printf("%s\n", as_told ? "As it should be." : "UNEXPECTED.");
  return as_told ? 0 : 1;
}
