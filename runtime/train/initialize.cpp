#include "retrograd/model.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace retrograd {
namespace {

double truncated_normal(Random& random) {
  double draw = random.normal();
  while (std::abs(draw) > 2) draw = random.normal();
  return draw;
}

// Gives the rows of a random matrix length one and right angles (Gram-Schmidt, twice: once leaves rounding errors).
std::vector<double> orthonormal_rows(std::size_t rows, std::size_t columns, Random& random) {
  std::vector<double> q(rows * columns);
  for (double& value : q) value = random.normal();
  for (std::size_t i = 0; i < rows; ++i) {
    double* row = q.data() + i * columns;
    for (int round = 0; round < 2; ++round)
      for (std::size_t k = 0; k < i; ++k) {
        const double* other = q.data() + k * columns;
        double along = 0;
        for (std::size_t j = 0; j < columns; ++j) along += row[j] * other[j];
        for (std::size_t j = 0; j < columns; ++j) row[j] -= along * other[j];
      }
    double square = 0;
    for (std::size_t j = 0; j < columns; ++j) square += row[j] * row[j];
    for (std::size_t j = 0; j < columns; ++j) row[j] /= std::sqrt(square);
  }
  return q;
}

template <class T> void orthogonal(std::span<T> values, std::size_t outputs, double scale, Random& random) {
  const std::size_t inputs = values.size() / outputs;
  const bool wide = inputs <= outputs;
  const std::vector<double> q = orthonormal_rows(std::min(inputs, outputs), std::max(inputs, outputs), random);
  for (std::size_t i = 0; i < inputs; ++i)
    for (std::size_t j = 0; j < outputs; ++j)
      values[i * outputs + j] = static_cast<T>(scale * (wide ? q[i * outputs + j] : q[j * inputs + i]));
}

// The variance that an initializer of a known number of inputs and outputs aims at, for scale = 1.
double variance(Initializer how, double inputs, double outputs) {
  using enum Initializer;
  if (how == XavierUniform || how == XavierNormal) return 2 / (inputs + outputs);
  if (how == KaimingUniform || how == KaimingNormal) return 2 / inputs;
  return 1 / inputs;
}

template <class T> void fill(const Parameter<T>& parameter, Initializer how, double scale, Random& random) {
  using enum Initializer;
  const auto outputs = static_cast<double>(parameter.shape.empty() ? 1 : parameter.shape.back());
  const double deviation =
      scale * std::sqrt(variance(how, static_cast<double>(parameter.values.size()) / outputs, outputs));
  auto set = [&](auto draw) { std::ranges::generate(parameter.values, [&] { return static_cast<T>(draw()); }); };
  switch (how) {
  case Zeros: return set([] { return 0; });
  case Constant: return set([&] { return scale; });
  case Uniform: return set([&] { return random.uniform(-scale, scale); });
  case Normal: return set([&] { return scale * random.normal(); });
  case TruncatedNormal: return set([&] { return scale * truncated_normal(random); });
  case XavierUniform:
  case KaimingUniform:
  case LecunUniform: {
    const double limit = std::sqrt(3.0) * deviation;
    return set([&] { return random.uniform(-limit, limit); });
  }
  case XavierNormal:
  case KaimingNormal:
  case LecunNormal: return set([&] { return deviation * random.normal(); });
  case Orthogonal: return orthogonal(parameter.values, static_cast<std::size_t>(outputs), scale, random);
  }
}

template <class T> void check_size(const Parameter<T>& parameter) {
  if (parameter.values.empty())
    throw ShapeError(
        fmt::format("init: parameter '{}' is {}: give its tensor a size first, then call initialize(model)",
                    parameter.name, shape_text(parameter.shape)));
}

template <class T> void fill_weights(const std::vector<Parameter<T>>& all, const InitOptions& options, Random& random) {
  for (const Parameter<T>& parameter : all) {
    check_size(parameter);
    if (parameter.shape.size() >= 2) fill(parameter, options.weights, options.scale, random);
  }
}

}  // namespace

void initialize(const Parameter<float>& parameter, Initializer how, double scale, Random& random) {
  check_size(parameter);
  fill(parameter, how, scale, random);
}
void initialize(const Parameter<double>& parameter, Initializer how, double scale, Random& random) {
  check_size(parameter);
  fill(parameter, how, scale, random);
}

namespace detail {

void initialize_weights(Parameters& all, const InitOptions& options) {
  Random random(options.seed);
  fill_weights(all.float32, options, random);
  fill_weights(all.float64, options, random);
}

}  // namespace detail
}  // namespace retrograd
