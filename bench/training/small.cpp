// Small models, where every step is short: a tiny perceptron, and a neural ODE integrated by Runge-Kutta.
#include "tasks.h"

#include <retrograd/fast_math.h>
#include <retrograd/layers.h>
#include <retrograd/train.h>

#include <cmath>

using namespace retrograd;

namespace {

struct [[autodiff]] Tiny {
  Tensor<float, 8, 32> w1;
  Tensor<float, 32> b1;
  Tensor<float, 32, 32> w2;
  Tensor<float, 32> b2;
  Tensor<float, 32, 1> w3;
  Tensor<float, 1> b3;
};

[[autodiff]] float tiny_loss(const Tiny& m, [[autodiff::passive]] const Tensor<float, 32, 8>& x,
                             [[autodiff::passive]] const Tensor<float, 32, 1>& y) {
  auto h1 = relu(linear(x, m.w1, m.b1));
  auto h2 = relu(linear(h1, m.w2, m.b2));
  return mse(linear(h2, m.w3, m.b3), y);
}

training::Outcome train_tiny() {
  auto model = init<Tiny>({.seed = 1});
  Tensor<float, 32, 8> x;
  Tensor<float, 32, 1> y;
  Random random(2);
  for (long i = 0; i < 32; ++i) {
    for (long j = 0; j < 8; ++j) x(i, j) = static_cast<float>(random.uniform(-1, 1));
    y(i, 0) = std::sin(x(i, 0)) + x(i, 1) * x(i, 2);
  }
  Tiny gradient = zero_like(model);
  const auto values = parameters(model), gradients = parameters(gradient);
  Optimizer optimizer(Adam{.learning_rate = 1e-3}, values);
  const auto step = [&] {
    tiny_loss_adjoint(model, gradient, x, y, 1.0f);
    optimizer.step(values, gradients);
  };
  return {1 / training::seconds_of(step, 20000)};
}

// y' = w2 tanh(w1 y^3 + b1) + b2, as in Chen et al. 2018 (arXiv:1806.07366), section on spirals.
struct [[autodiff]] Field {
  float w1[2][16], b1[16], w2[16][2], b2[2];
};

[[autodiff]] void slope(const Field& m, const float* y, float* result) {
  float hidden[16];
  for (int j = 0; j < 16; ++j) hidden[j] = fast::tanh(m.w1[0][j] * y[0] + m.w1[1][j] * y[1] + m.b1[j]);
  for (int i = 0; i < 2; ++i) {
    float sum = m.b2[i];
    for (int j = 0; j < 16; ++j) sum += m.w2[j][i] * hidden[j];
    result[i] = sum;
  }
}

[[autodiff]] float ode_loss(const Field& m, [[autodiff::passive]] const float* targets, [[autodiff::passive]] float h) {
  float y[2] = {2, 0};
  float loss = 0;
  for (int step = 0; step < 100; ++step) {
    float k1[2], k2[2], k3[2], k4[2], at[2];
    slope(m, y, k1);
    for (int i = 0; i < 2; ++i) at[i] = y[i] + h / 2 * k1[i];
    slope(m, at, k2);
    for (int i = 0; i < 2; ++i) at[i] = y[i] + h / 2 * k2[i];
    slope(m, at, k3);
    for (int i = 0; i < 2; ++i) at[i] = y[i] + h * k3[i];
    slope(m, at, k4);
    for (int i = 0; i < 2; ++i) {
      y[i] += h / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
      loss += (y[i] - targets[2 * step + i]) * (y[i] - targets[2 * step + i]);
    }
  }
  return loss / 100;
}

training::Outcome train_ode() {
  Field model{};
  Random random(3);
  for (auto* row : {model.w1[0], model.w1[1]})
    for (int j = 0; j < 16; ++j) row[j] = static_cast<float>(random.normal() * 0.5);
  for (auto& row : model.w2)
    for (float& w : row) w = static_cast<float>(random.normal() * 0.25);
  std::vector<float> targets;
  for (int step = 1; step <= 100; ++step) {
    const float t = 0.03f * static_cast<float>(step);
    targets.push_back(2 * std::exp(-0.1f * t) * std::cos(2 * t));
    targets.push_back(2 * std::exp(-0.1f * t) * std::sin(2 * t));
  }
  Field gradient{};
  const auto values = parameters(model), gradients = parameters(gradient);
  Optimizer optimizer(Adam{.learning_rate = 1e-2}, values);
  const auto step = [&] {
    ode_loss_adjoint(model, gradient, targets.data(), 0.03f, 1.0f);
    optimizer.step(values, gradients);
  };
  return {1 / training::seconds_of(step, 1000)};
}

const training::Register rows[] = {{training::tiny, train_tiny}, {training::ode, train_ode}};

}  // namespace
