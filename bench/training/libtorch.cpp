// The same models, batches and optimizers as in pictures.cpp, small.cpp and sequences.cpp, in libtorch's C++ API as its
// documentation uses it.
#include "tasks.h"

#include <retrograd/data.h>
#include <torch/torch.h>

#include <cmath>

namespace nn = torch::nn;
using torch::Tensor;

extern "C" [[gnu::weak]] void openblas_set_num_threads(int count);  // of which libtorch does not take care

void set_tool_threads(int threads) {
  torch::set_num_threads(threads);
  if (openblas_set_num_threads) openblas_set_num_threads(threads);
}

namespace {

// ---- Fashion-MNIST

struct Pictures {
  Tensor inputs, targets;
};

Pictures as_tensors(const retrograd::data::Images& images, torch::IntArrayRef shape) {
  Tensor inputs = torch::empty({images.size(), 784});
  std::copy(images.inputs.begin(), images.inputs.end(), inputs.data_ptr<float>());
  Tensor targets = torch::empty({images.size()}, torch::kInt64);
  for (long i = 0; i < images.size(); ++i) targets.data_ptr<std::int64_t>()[i] = images.targets[i];
  return {inputs.reshape(shape), targets};
}

// Calls step(number) after each of an epoch's steps; the last batch is smaller.
template <class AfterStep>
void train_epoch(nn::Sequential& net, torch::optim::Adam& optimizer, const Pictures& data, AfterStep after_step) {
  const std::int64_t rows = data.inputs.size(0), batch = 64;
  const Tensor order = torch::randperm(rows);
  long step = 0;
  for (std::int64_t at = 0; at < rows; at += batch) {
    const Tensor part = order.slice(0, at, std::min(at + batch, rows));
    optimizer.zero_grad();
    nn::functional::cross_entropy(net->forward(data.inputs.index_select(0, part)), data.targets.index_select(0, part))
        .backward();
    optimizer.step();
    after_step(++step);
  }
}

double accuracy(nn::Sequential& net, const Pictures& data) {
  const torch::NoGradGuard no_gradient;
  const std::int64_t rows = data.inputs.size(0), batch = 250;
  double correct = 0;
  for (std::int64_t at = 0; at < rows; at += batch)
    correct += net->forward(data.inputs.slice(0, at, at + batch))
                   .argmax(1)
                   .eq(data.targets.slice(0, at, at + batch))
                   .sum()
                   .item<double>();
  return correct / static_cast<double>(rows);
}

training::Outcome train_mlp() {
  torch::manual_seed(1);
  const auto [train, test] = retrograd::data::fashion_mnist();
  const Pictures pictures = as_tensors(train, {-1, 784});
  nn::Sequential net(nn::Linear(784, 256), nn::ReLU(), nn::Linear(256, 128), nn::ReLU(), nn::Linear(128, 10));
  torch::optim::Adam optimizer(net->parameters(), 1e-3);
  double best = std::numeric_limits<double>::infinity();
  for (int epoch = 0; epoch < 5; ++epoch) {
    const double start = training::now();
    train_epoch(net, optimizer, pictures, [](long) {});
    best = std::min(best, training::now() - start);
  }
  return {best, accuracy(net, as_tensors(test, {-1, 784}))};
}

training::Outcome train_cnn() {
  torch::manual_seed(1);
  const auto [train, test] = retrograd::data::fashion_mnist();
  nn::Sequential net(nn::Conv2d(nn::Conv2dOptions(1, 32, 3).padding(1)), nn::ReLU(), nn::MaxPool2d(2),
                     nn::Conv2d(nn::Conv2dOptions(32, 64, 3).padding(1)), nn::ReLU(), nn::MaxPool2d(2), nn::Flatten(),
                     nn::Linear(3136, 128), nn::ReLU(), nn::Linear(128, 10));
  torch::optim::Adam optimizer(net->parameters(), 1e-3);
  double best = std::numeric_limits<double>::infinity(), start = training::now();
  train_epoch(net, optimizer, as_tensors(train, {-1, 1, 28, 28}), [&](long step) {
    if (step % 20 != 0) return;
    best = std::min(best, 5 * (training::now() - start));
    start = training::now();
  });
  return {best, accuracy(net, as_tensors(test, {-1, 1, 28, 28}))};
}

// ---- small models

training::Outcome train_tiny() {
  torch::manual_seed(2);
  const Tensor x = torch::rand({32, 8}) * 2 - 1;
  const Tensor y = (x.slice(1, 0, 1).sin() + x.slice(1, 1, 2) * x.slice(1, 2, 3)).contiguous();
  nn::Sequential net(nn::Linear(8, 32), nn::ReLU(), nn::Linear(32, 32), nn::ReLU(), nn::Linear(32, 1));
  torch::optim::Adam optimizer(net->parameters(), 1e-3);
  const auto step = [&] {
    optimizer.zero_grad();
    nn::functional::mse_loss(net->forward(x), y).backward();
    optimizer.step();
  };
  return {1 / training::seconds_of(step, 500)};
}

training::Outcome train_ode() {
  torch::manual_seed(3);
  Tensor times = torch::arange(1, 101) * 0.03;
  const Tensor decay = 2 * (-0.1 * times).exp();
  const Tensor targets = torch::stack({decay * (2 * times).cos(), decay * (2 * times).sin()}, 1);
  nn::Sequential slope(nn::Linear(2, 16), nn::Tanh(), nn::Linear(16, 2));
  torch::optim::Adam optimizer(slope->parameters(), 1e-2);
  const double h = 0.03;
  const auto step = [&] {
    optimizer.zero_grad();
    Tensor y = torch::tensor({{2.0f, 0.0f}});
    std::vector<Tensor> way;
    for (int i = 0; i < 100; ++i) {
      const Tensor k1 = slope->forward(y), k2 = slope->forward(y + h / 2 * k1), k3 = slope->forward(y + h / 2 * k2);
      const Tensor k4 = slope->forward(y + h * k3);
      y = y + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4);
      way.push_back(y);
    }
    ((torch::cat(way) - targets).square().sum() / 100).backward();
    optimizer.step();
  };
  return {1 / training::seconds_of(step, 10)};
}

// ---- sequences

training::Outcome train_lstm() {
  torch::manual_seed(2);
  const Tensor x = torch::rand({64, 16, 128}) * 2 - 1, y = torch::randint(10, {16});
  nn::LSTM cells(128, 128);
  nn::Linear head(128, 10);
  std::vector<Tensor> parameters = cells->parameters();
  for (const Tensor& p : head->parameters()) parameters.push_back(p);
  torch::optim::Adam optimizer(parameters, 1e-3);
  const auto step = [&] {
    optimizer.zero_grad();
    const Tensor outputs = std::get<0>(cells->forward(x));
    nn::functional::cross_entropy(head->forward(outputs[-1]), y).backward();
    optimizer.step();
  };
  return {1e3 * training::seconds_of(step, 10)};
}

constexpr long width = 128, heads = 4, length = 64, letters = 256, batch = 4;

struct BlockImpl : nn::Module {
  nn::LayerNorm norm1{nullptr}, norm2{nullptr};
  nn::Linear query{nullptr}, key{nullptr}, value{nullptr}, out{nullptr}, up{nullptr}, down{nullptr};
  Tensor unseen = torch::ones({length, length}, torch::kBool).triu(1);

  BlockImpl() {
    const auto without_bias = nn::LinearOptions(width, width).bias(false);
    norm1 = register_module("norm1", nn::LayerNorm(nn::LayerNormOptions({width})));
    norm2 = register_module("norm2", nn::LayerNorm(nn::LayerNormOptions({width})));
    query = register_module("query", nn::Linear(without_bias));
    key = register_module("key", nn::Linear(without_bias));
    value = register_module("value", nn::Linear(without_bias));
    out = register_module("out", nn::Linear(width, width));
    up = register_module("up", nn::Linear(width, 4 * width));
    down = register_module("down", nn::Linear(4 * width, width));
  }
  static Tensor by_heads(const Tensor& x) { return x.view({batch, length, heads, width / heads}).transpose(1, 2); }
  Tensor forward(const Tensor& x) {
    const Tensor n = norm1->forward(x);
    const Tensor q = by_heads(query->forward(n)), k = by_heads(key->forward(n)), v = by_heads(value->forward(n));
    const Tensor scores = q.matmul(k.transpose(2, 3)) / std::sqrt(static_cast<double>(width / heads));
    const Tensor seen = scores.masked_fill(unseen, -std::numeric_limits<float>::infinity()).softmax(-1).matmul(v);
    const Tensor y = x + out->forward(seen.transpose(1, 2).reshape({batch, length, width}));
    return y + down->forward(torch::gelu(up->forward(norm2->forward(y)), "tanh"));
  }
};
TORCH_MODULE(Block);

training::Outcome train_gpt() {
  torch::manual_seed(2);
  const Tensor text = torch::randint(letters, {batch, length}), next = torch::randint(letters, {batch * length});
  nn::Embedding letter(letters, width), place(length, width);
  nn::Sequential blocks(Block{}, Block{}, Block{}, Block{}, nn::LayerNorm(nn::LayerNormOptions({width})),
                        nn::Linear(nn::LinearOptions(width, letters).bias(false)));
  std::vector<Tensor> parameters = blocks->parameters();
  for (const auto& table : {letter, place})
    for (const Tensor& p : table->parameters()) parameters.push_back(p);
  torch::optim::AdamW optimizer(parameters, 1e-3);
  const Tensor places = torch::arange(length);
  const auto step = [&] {
    optimizer.zero_grad();
    const Tensor scores = blocks->forward(letter->forward(text) + place->forward(places));
    nn::functional::cross_entropy(scores.view({batch * length, letters}), next).backward();
    optimizer.step();
  };
  return {1e3 * training::seconds_of(step, 5)};
}

const training::Register rows[] = {{training::mlp, train_mlp},   {training::cnn, train_cnn},
                                   {training::tiny, train_tiny}, {training::ode, train_ode},
                                   {training::lstm, train_lstm}, {training::gpt, train_gpt}};

}  // namespace
