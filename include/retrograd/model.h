// A model is a struct of tensors, its gradient is the same struct.
//
//   struct [[autodiff]] Mlp {
//     Tensor<float, 784, 128> w1;  Tensor<float, 128> b1;
//     Tensor<float, 128, 10> w2;   Tensor<float, 10> b2;
//   };
//   auto model = init<Mlp>({.seed = 1});
//   Mlp gradient = zero_like(model);
//   for (auto& p : parameters(model).float32) std::cout << p.name << ": " << shape_text(p.shape) << '\n';
//
// The annotation makes the compiler write retrograd_visit, which lists the fields by name. Fields may be tensors,
// numbers, further annotated structs, and arrays and vectors of these.
#pragma once

#include "retrograd/random.h"
#include "retrograd/tensor.h"

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <ranges>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace retrograd {

// A named tensor or number of a model; `values` points into the model.
template <class T> struct Parameter {
  std::string name;  // "w1"; of an inner struct "encoder.w1"; of an array "layers.0.w1"
  std::vector<long> shape;
  std::span<T> values;
};

// All parameters of a model, in the order of its fields. Valid as long as the model and its tensors stay in place.
struct Parameters {
  std::vector<Parameter<float>> float32;
  std::vector<Parameter<double>> float64;

  std::size_t count() const {
    std::size_t total = 0;
    for (const auto& p : float32) total += p.values.size();
    for (const auto& p : float64) total += p.values.size();
    return total;
  }
};

namespace detail {

template <class Field> inline constexpr bool is_number = std::same_as<Field, float> || std::same_as<Field, double>;

inline void add_parameter(Parameters& all, Parameter<float> p) { all.float32.push_back(std::move(p)); }
inline void add_parameter(Parameters& all, Parameter<double> p) { all.float64.push_back(std::move(p)); }

template <class Field> void add_parameters(Parameters& all, const std::string& name, Field& field) {
  if constexpr (is_tensor<Field>) {
    add_parameter(
        all, Parameter<typename Field::value_type>{name, {field.shape().begin(), field.shape().end()}, field.span()});
  } else if constexpr (is_number<Field>) {
    add_parameter(all, Parameter<Field>{name, {}, std::span(&field, 1)});
  } else if constexpr (std::ranges::range<Field>) {
    std::size_t number = 0;
    for (auto& element : field) add_parameters(all, name + "." + std::to_string(number++), element);
  } else if constexpr (std::is_class_v<Field>) {
    visit(field,
          [&](const char* part, auto& inner) { add_parameters(all, name.empty() ? part : name + "." + part, inner); });
  }  // integers and the like are no parameters
}

}  // namespace detail

template <class Model> Parameters parameters(Model& model) {
  Parameters all;
  detail::add_parameters(all, "", model);
  return all;
}

// How weights (parameters of two and more dimensions) start. Tensors of one dimension and numbers start as the struct
// declares them, which for a tensor is zero where nothing is said: Tensor<float, 64> gain = Tensor<float,
// 64>::filled(1). A weight is inputs x outputs; dimensions in front (a filter's positions) multiply the inputs.
enum class Initializer {
  Zeros,
  Constant,         // `scale`
  Uniform,          // within ±scale
  Normal,           // of standard deviation `scale`
  TruncatedNormal,  // likewise, drawn anew beyond two standard deviations
  XavierUniform,    // variance scale^2 · 2 / (inputs + outputs): for tanh and sigmoid (Glorot & Bengio 2010)
  XavierNormal,
  KaimingUniform,  // variance scale^2 · 2 / inputs: for relu (He et al. 2015)
  KaimingNormal,
  LecunUniform,  // variance scale^2 / inputs (LeCun et al. 1998)
  LecunNormal,
  Orthogonal  // orthonormal rows or columns, whichever are fewer, times scale (Saxe, McClelland & Ganguli 2014)
};

struct InitOptions {
  std::uint64_t seed = 0;
  Initializer weights = Initializer::KaimingUniform;
  double scale = 1;
};

namespace detail {

void initialize_weights(Parameters& all, const InitOptions& options);  // ShapeError where a parameter has no elements

template <class Field> void start_as_declared(Field& field, const Field& declared);
template <class Field> void start_as_declared(Field& field) {
  if constexpr (std::is_default_constructible_v<Field>) start_as_declared(field, Field{});
}

// Gives what is no weight the value that it has in `declared`, a field as its struct makes it.
template <class Field> void start_as_declared(Field& field, const Field& declared) {
  if constexpr (is_tensor<Field>) {
    if (Field::rank > 1) return;
    if (field.shape() == declared.shape())
      std::copy(declared.begin(), declared.end(), field.begin());
    else  // of a size that only the run knows
      std::fill(field.begin(), field.end(), typename Field::value_type(0));
  } else if constexpr (is_number<Field>) {
    field = declared;
  } else if constexpr (std::ranges::range<Field>) {
    auto known = std::ranges::begin(declared);
    for (auto& element : field)
      if (known != std::ranges::end(declared))
        start_as_declared(element, *known++);
      else
        start_as_declared(element);
  } else if constexpr (std::is_class_v<Field>) {
    std::vector<const void*> members;
    visit(declared, [&](const char*, const auto& member) { members.push_back(&member); });
    auto next = members.begin();
    visit(field, [&]<class Member>(const char*, Member& member) {
      start_as_declared(member, *static_cast<const Member*>(*next++));
    });
  }
}

}  // namespace detail

// Gives every parameter of a model, whose tensors have their shapes, its starting value.
template <class Model> void initialize(Model& model, const InitOptions& options = {}) {
  Parameters all = parameters(model);
  detail::initialize_weights(all, options);
  detail::start_as_declared(model);
}

// One parameter alone: initialize(parameters(model).float32[0], Initializer::Orthogonal, 1, random).
void initialize(const Parameter<float>& parameter, Initializer how, double scale, Random& random);
void initialize(const Parameter<double>& parameter, Initializer how, double scale, Random& random);

// A new model, ready to be trained; the same seed gives the same model.
template <class Model> Model init(const InitOptions& options = {}) {
  Model model{};
  initialize(model, options);
  return model;
}

}  // namespace retrograd
