// Fashion-MNIST: a perceptron and a convolutional network, like those of examples/fashion_mnist and fashion_mnist_cnn.
#include "tasks.h"

#include <retrograd/layers.h>
#include <retrograd/train.h>

using namespace retrograd;

namespace {

struct [[autodiff]] Mlp {
  Tensor<float, 784, 256> w1;
  Tensor<float, 256> b1;
  Tensor<float, 256, 128> w2;
  Tensor<float, 128> b2;
  Tensor<float, 128, 10> w3;
  Tensor<float, 10> b3;
};
using Pixels = Tensor<float, dyn, 784>;
using Logits = Tensor<float, dyn, 10>;

[[autodiff]] Logits mlp_logits(const Mlp& m, [[autodiff::passive]] const Pixels& x) {
  auto h1 = relu(linear(x, m.w1, m.b1));
  auto h2 = relu(linear(h1, m.w2, m.b2));
  return linear(h2, m.w3, m.b3);
}
[[autodiff]] float mlp_loss(const Mlp& m, [[autodiff::passive]] const Pixels& x,
                            [[autodiff::passive]] const Labels& y) {
  return softmax_cross_entropy(mlp_logits(m, x), y);
}

struct [[autodiff]] Cnn {
  Tensor<float, 3, 3, 1, 32> filters1;
  Tensor<float, 32> bias1;
  Tensor<float, 3, 3, 32, 64> filters2;
  Tensor<float, 64> bias2;
  Tensor<float, 3136, 128> w1;
  Tensor<float, 128> b1;
  Tensor<float, 128, 10> w2;
  Tensor<float, 10> b2;
};
using Pictures = Tensor<float, dyn, 28, 28, 1>;

[[autodiff]] Logits cnn_logits(const Cnn& m, [[autodiff::passive]] const Pictures& x) {
  auto h1 = max_pool2d(relu(conv2d(x, m.filters1, m.bias1, 1, 1)), 2);
  auto h2 = max_pool2d(relu(conv2d(h1, m.filters2, m.bias2, 1, 1)), 2);
  auto h3 = relu(linear(flatten(h2), m.w1, m.b1));
  return linear(h3, m.w2, m.b2);
}
[[autodiff]] float cnn_loss(const Cnn& m, [[autodiff::passive]] const Pictures& x,
                            [[autodiff::passive]] const Labels& y) {
  return softmax_cross_entropy(cnn_logits(m, x), y);
}

auto as_pictures(const data::ByteImages& images) {
  return Dataset{reshape<Tensor<std::uint8_t, dyn, 28, 28, 1>>(images.inputs), images.targets};
}
auto read_as_pictures() {
  auto [train, test] = data::fashion_mnist_bytes();
  return std::pair{as_pictures(train), as_pictures(test)};
}

training::Outcome train_mlp() {
  const auto [train, test] = data::fashion_mnist_bytes();
  auto model = init<Mlp>({.seed = 1});
  double best = std::numeric_limits<double>::infinity(), start = training::now();
  const auto watch = [&](const EpochReport&) {
    best = std::min(best, training::now() - start);
    start = training::now();
    return true;
  };
  fit<mlp_loss>(model, train,
                {.epochs = 5,
                 .batch = 64,
                 .optimizer = Adam{.learning_rate = 1e-3},
                 .progress = Progress::Silent,
                 .on_epoch = watch});
  return {best, accuracy<mlp_logits>(model, test)};
}

// An epoch's time by stretches of twenty steps: short enough that the best one was not disturbed.
training::Outcome train_cnn() {
  const auto [train, test] = read_as_pictures();
  release_cached_memory();  // of the same with other shapes
  auto model = init<Cnn>({.seed = 1});
  double best = std::numeric_limits<double>::infinity(), start = training::now();
  const auto watch = [&](const StepReport& step) {
    if (step.step % 20 != 0) return true;
    best = std::min(best, 5 * (training::now() - start));
    start = training::now();
    return true;
  };
  fit<cnn_loss>(model, train,
                {.epochs = 1,
                 .batch = 64,
                 .optimizer = Adam{.learning_rate = 1e-3},
                 .progress = Progress::Silent,
                 .on_step = watch});
  return {best, accuracy<cnn_logits>(model, test, 64)};
}

const training::Register rows[] = {{training::mlp, train_mlp}, {training::cnn, train_cnn}};

}  // namespace
