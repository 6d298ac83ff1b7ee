// Overtraining: a network that is too large for few, noisy points learns the noise. Early stopping puts the best model
// back.
#include <retrograd/plot.h>
#include <retrograd/train.h>

#include <cmath>
#include <cstdio>
#include <filesystem>

using namespace retrograd;

struct [[autodiff]] Net {
  Tensor<double, 1, 64> w1;
  Tensor<double, 64> b1;
  Tensor<double, 64, 64> w2;
  Tensor<double, 64> b2;
  Tensor<double, 64, 1> w3;
  Tensor<double, 1> b3;
};

using Column = Tensor<double, dyn, 1>;

[[autodiff]] double loss(const Net& net, [[autodiff::passive]] const Column& x,
                         [[autodiff::passive]] const Column& target) {
  auto hidden = tanh(linear(x, net.w1, net.b1));
  return mse(linear(tanh(linear(hidden, net.w2, net.b2)), net.w3, net.b3), target);
}

Dataset<Column, Column> noisy_sine(long rows, std::uint64_t seed) {
  Random random(seed);
  Dataset<Column, Column> data{Column::zeros(rows), Column::zeros(rows)};
  for (long i = 0; i < rows; ++i) {
    data.inputs(i, 0) = random.uniform(-3, 3);
    data.targets(i, 0) = std::sin(data.inputs(i, 0)) + 0.4 * random.normal();
  }
  return data;
}

int main() {
  const auto training = noisy_sine(24, 1), validation = noisy_sine(200, 2);
  FitOptions options{
      .epochs = 1500, .batch = 0, .optimizer = Adam{.learning_rate = 5e-3}, .progress = Progress::Silent};
  const InitOptions start{.seed = 1, .weights = Initializer::Normal, .scale = 0.7};

  auto overtrained = init<Net>(start);
  const FitReport report = fit<loss>(overtrained, training, validation, options);
  const double last = *report.epochs.back().validation_loss;

  auto stopped = init<Net>(start);
  options.early_stopping = {.patience = 150};
  const FitReport early = fit<loss>(stopped, training, validation, options);
  const double best = evaluate<loss>(stopped, validation);

  std::printf("after %zu epochs: training loss %.3f, validation loss %.3f\n", report.epochs.size(),
              report.epochs.back().training_loss, last);
  std::printf("with early stopping, after %zu: validation loss %.3f (epoch %d)\n", early.epochs.size(), best,
              early.best_epoch);
  const auto picture = std::filesystem::absolute("early_stopping.svg");
  plot::save_training_curves(report, picture);
  std::printf("Training curves: %s\n", picture.c_str());
  const bool as_told = best < last && report.epochs.back().training_loss < best / 2 && early.epochs.size() < 1500;
  std::printf("%s\n", as_told ? "As it should be." : "UNEXPECTED.");
  return as_told ? 0 : 1;
}
