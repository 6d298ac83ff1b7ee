// Trains the model and writes it to rings.safetensors.
#include "model.h"

#include <retrograd/train.h>

#include <cstdio>

using namespace retrograd;

[[autodiff]]
float loss(const Net& net, [[autodiff::passive]] const Points& x, [[autodiff::passive]] const Labels& y) {
  return softmax_cross_entropy(logits(net, x), y);
}

int main() {
  auto net = init<Net>({.seed = 1});
  fit<loss>(net, rings(2000, 1), {.epochs = 30, .optimizer = Adam{.learning_rate = 1e-2}, .progress = Progress::Silent});
  save(net, "rings.safetensors");
  std::printf("trained: %.1f %% right on other points\n", 100 * accuracy<logits>(net, rings(10000, 2)));
}
