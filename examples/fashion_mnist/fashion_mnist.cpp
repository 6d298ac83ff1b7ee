// Trains a small network to tell clothes apart, with the gradient that the compiler generated for `loss`.
//
//   fashion_mnist [FOLDER]    the folder of the four data files; Debian's package dataset-fashion-mnist by default
#include <retrograd/plot.h>
#include <retrograd/train.h>

#include <cstdio>
#include <exception>
#include <filesystem>

using namespace retrograd;

struct [[autodiff]] Mlp {
  Tensor<float, 784, 128> w1;
  Tensor<float, 128> b1;
  Tensor<float, 128, 10> w2;
  Tensor<float, 10> b2;
};

[[autodiff]]
Tensor<float, dyn, 10> logits(const Mlp& m, [[autodiff::passive]] const Tensor<float, dyn, 784>& x) {
  auto hidden = relu(linear(x, m.w1, m.b1));
  return linear(hidden, m.w2, m.b2);
}

[[autodiff]]
float loss(const Mlp& m, [[autodiff::passive]] const Tensor<float, dyn, 784>& x,
           [[autodiff::passive]] const Labels& y) {
  return softmax_cross_entropy(logits(m, x), y);
}

int main(int count, char** arguments) try {
  const char* folder = count > 1 ? arguments[1] : data::fashion_mnist_directory;
  const auto [train, test] = data::fashion_mnist(folder);
  std::printf("%ld images to train on, %ld to test with (the accuracy below is theirs)\n", train.size(), test.size());

  auto model = init<Mlp>({.seed = 1, .weights = Initializer::XavierUniform});
  const FitReport report = fit<loss, logits>(
      model, train, test,
      {.epochs = 5, .batch = 64, .optimizer = Adam{.learning_rate = 2e-3}, .schedule = Cosine{}, .seed = 1});

  const std::filesystem::path picture = std::filesystem::absolute("fashion_mnist.svg");
  plot::save_training_curves(report, picture);
  std::printf("Test accuracy %.2f %% after %zu epochs, %.1f s\n", 100 * accuracy<logits>(model, test),
              report.epochs.size(), report.seconds);
  std::printf("Training curves: %s\n", picture.c_str());
} catch (const std::exception& error) {
  std::fprintf(stderr, "fashion_mnist: %s\n", error.what());
  return 1;
}
