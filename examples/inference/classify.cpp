// Loads a trained model and classifies: a program without derivatives, optimizers or anything else of training.
#include "model.h"

#include <retrograd/predict.h>

#include <chrono>
#include <cstdio>
#include <exception>

using namespace retrograd;

int main() try {
  Net net;
  load(net, "rings.safetensors");
  const auto points = rings(100000, 3);
  predict<logits>(net, points.inputs);  // warm

  const auto start = std::chrono::steady_clock::now();
  const Labels classes = predict<logits>(net, points.inputs);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  long right = 0;
  for (long i = 0; i < points.size(); ++i) right += classes[i] == points.targets[i];

  const double part = static_cast<double>(right) / static_cast<double>(points.size());
  std::printf("%.1f %% of %ld right, %.1f million a second\n", 100 * part, points.size(),
              static_cast<double>(points.size()) / seconds / 1e6);
  std::printf("%s\n", part > 0.9 ? "As it should be." : "UNEXPECTED.");
} catch (const std::exception& error) {
  std::fprintf(stderr, "classify: %s\n", error.what());
  return 1;
}
