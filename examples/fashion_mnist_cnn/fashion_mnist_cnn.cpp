// Trains a convolutional network to tell clothes apart, with the gradient that the compiler generated for `loss`.
//
//   fashion_mnist_cnn [PICTURES [FOLDER]]    how many to train with (all 60,000), and the folder of the four data files
#include <retrograd/layers.h>
#include <retrograd/train.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>

using namespace retrograd;

using Pictures = Tensor<float, dyn, 28, 28, 1>;

struct [[autodiff]] Cnn {
  Tensor<float, 3, 3, 1, 32> filters1;
  Tensor<float, 32> bias1;
  Tensor<float, 3, 3, 32, 64> filters2;
  Tensor<float, 64> bias2;
  Tensor<float, 7 * 7 * 64, 128> w1;
  Tensor<float, 128> b1;
  Tensor<float, 128, 10> w2;
  Tensor<float, 10> b2;
};

[[autodiff]]
Tensor<float, dyn, 10> logits(const Cnn& m, [[autodiff::passive]] const Pictures& x) {
  auto h1 = max_pool2d(relu(conv2d(x, m.filters1, m.bias1, 1, 1)), 2);   // 28 x 28 x 32 -> 14 x 14 x 32
  auto h2 = max_pool2d(relu(conv2d(h1, m.filters2, m.bias2, 1, 1)), 2);  // 14 x 14 x 64 -> 7 x 7 x 64
  auto h3 = relu(linear(flatten(h2), m.w1, m.b1));
  return linear(h3, m.w2, m.b2);
}

[[autodiff]]
float loss(const Cnn& m, [[autodiff::passive]] const Pictures& x, [[autodiff::passive]] const Labels& y) {
  return softmax_cross_entropy(logits(m, x), y);
}

// The first `count` of them.
Dataset<Pictures, Labels> as_pictures(const data::Images& images, long count) {
  Dataset<Pictures, Labels> result{Pictures::uninitialized(count), Labels::uninitialized(count)};
  std::copy_n(images.inputs.begin(), result.inputs.size(), result.inputs.begin());
  std::copy_n(images.targets.data(), count, result.targets.data());
  return result;
}

int main(int count, char** arguments) try {
  const auto [train_images, test_images] =
      data::fashion_mnist(count > 2 ? arguments[2] : data::fashion_mnist_directory);
  const long pictures = count > 1 ? std::clamp(std::atol(arguments[1]), 64L, train_images.size()) : train_images.size();
  const bool is_short = pictures < train_images.size();
  const auto train = as_pictures(train_images, pictures);
  const auto test = as_pictures(test_images, is_short ? 2000 : test_images.size());
  std::printf("%ld pictures to train with, %ld to test with (the accuracy is theirs)\n", train.size(), test.size());

  auto model = init<Cnn>({.seed = 1});
  const FitReport report = fit<loss, logits>(model, train, test,
                                             {.epochs = is_short ? 1 : 3,
                                              .batch = 64,
                                              .optimizer = Adam{.learning_rate = 1e-3},
                                              .schedule = Cosine{},
                                              .seed = 1});

  const double right = accuracy<logits>(model, test, 250);
  std::printf("Test accuracy %.2f %% after %zu epochs, %.1f s\n", 100 * right, report.epochs.size(), report.seconds);
  const bool as_told = right > (is_short ? 0.7 : 0.9);
  std::printf("%s\n", as_told ? "As it should be." : "UNEXPECTED.");
  return as_told ? 0 : 1;
} catch (const std::exception& error) {
  std::fprintf(stderr, "fashion_mnist_cnn: %s\n", error.what());
  return 1;
}
