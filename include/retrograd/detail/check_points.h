// Arguments for checks that nobody gave: generated from a function's types, again and again, until its values are
// finite.
#pragma once

#include "retrograd/detail/check_sweeps.h"
#include "retrograd/detail/counted.h"

#include <exception>
#include <map>

namespace retrograd {

// How `retrograd check` chooses points. Keys: a parameter's name, or "function.parameter".
struct PointOptions {
  std::uint64_t seed = 1;
  int points = 3;    // for each function
  int seconds = 60;  // that one point may take
  std::map<std::string, std::size_t> sizes;
  std::map<std::string, double> values;
};

// What it says of one function.
struct FunctionCheck {
  enum class Status { Right, Wrong, Skipped, Stopped };
  Status status = Status::Skipped;
  std::string text;  // behind the function's name
};

namespace detail {

inline std::string spelled(double number) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", number);
  return text;
}

// Fills a value: numbers within `low` and `high`, integers from 1 to 4 (labels: 0 or 1), containers with as many
// elements as were asked for.
class Filler {
public:
  Filler(Random& random, double low, double high, const PointOptions& options, std::string function)
      : random_(random), low_(low), high_(high), options_(options), function_(std::move(function)) {}

  // What one parameter's value is made from. `size` is for what has no length of its own.
  void start(const std::string& parameter) {
    parameter_ = parameter;
    value_ = find(options_.values);
    size_ = find(options_.sizes);
    use_integers<void>();
  }
  const std::size_t* size() const { return size_; }
  // Why there can be no values; empty: there are.
  std::string problem() const {
    if (!problem_.empty() || unsized_.empty()) return problem_;
    std::string options;
    for (const std::string& name : unsized_) options += " --size " + name + "=100";
    return "nobody knows how many elements a pointer leads to: say it with" + options;
  }
  void is_unsized() { unsized_.push_back(parameter_); }

  template <class T> void number(const std::string&, T& x) {
    x = static_cast<T>(value_ ? *value_ : random_.uniform(low_, high_));
  }
  template <class T> void other(const std::string&, T& x) {
    if (value_)
      x = static_cast<T>(*value_);
    else if constexpr (std::is_same_v<T, bool>)
      x = random_.below(2) == 1;
    else
      x = static_cast<T>(std::is_enum_v<T> ? 0 : first_integer_ + static_cast<int>(random_.below(integers_)));
  }
  template <class T> void container(const std::string& name, T& x) {
    use_integers<T>();
    if constexpr (CanResize<T>::value) {
      x.resize(size_ ? *size_ : 3);
    } else if constexpr (HasOwnResize<T>::value) {
      retrograd_resize(x, size_ ? *size_ : 3);
    } else if (x.begin() == x.end()) {
      problem_ = "Retrograd doesn't know how '" + name + "' gets elements";
    }
  }
  void unknown(const std::string& name) {
    problem_ = "Retrograd can't make a value for '" + name + "', whose type it can't take apart";
  }

private:
  template <class T> void use_integers() {
    first_integer_ = Integers<T>::first;
    integers_ = Integers<T>::count;
  }
  template <class V> const V* find(const std::map<std::string, V>& all) const {
    auto found = all.find(function_ + "." + parameter_);
    if (found == all.end()) found = all.find(parameter_);
    return found == all.end() ? nullptr : &found->second;
  }

  Random& random_;
  double low_, high_;
  int first_integer_ = 1;
  std::uint64_t integers_ = 4;
  const PointOptions& options_;
  std::string function_, parameter_, problem_;
  std::vector<std::string> unsized_;
  const double* value_ = nullptr;
  const std::size_t* size_ = nullptr;
};

// The point as text: "x = 0.5, n = 3, v[0] = 1, …".
class PointText {
public:
  std::string text;
  template <class T> void number(const std::string& name, T& x) { add(name, spelled(static_cast<double>(x))); }
  template <class T> void other(const std::string& name, T& x) { add(name, std::to_string(static_cast<long long>(x))); }
  template <class T> void container(const std::string&, T&) {}
  void unknown(const std::string&) {}

private:
  void add(const std::string& name, const std::string& value) {
    if (++count_ <= 8)
      text += (text.empty() ? "" : ", ") + name + " = " + value;
    else if (count_ == 9)
      text += ", …";
  }
  int count_ = 0;
};

// Can an argument be made for P at all? Other pointers' and classes' values would mean nothing.
template <class P> constexpr bool can_make() {
  using Bare = Decayed<P>;
  if constexpr (std::is_pointer_v<Bare>) {
    if constexpr (std::is_void_v<Pointed<P>> || std::is_function_v<Pointed<P>> || std::is_pointer_v<Pointed<P>>)
      return false;
    else
      return std::is_default_constructible_v<Pointed<P>>;
  } else if constexpr (std::is_array_v<Bare>) {
    return std::is_default_constructible_v<std::remove_all_extents_t<Bare>>;
  } else if constexpr (IsSpan<Bare>::value) {
    return std::is_default_constructible_v<typename Bare::element_type>;
  } else {
    return std::is_default_constructible_v<Bare> && std::is_copy_constructible_v<Bare>;
  }
}
// The number of elements that P's type says; 0: none.
template <class P> constexpr std::size_t extent() {
  if constexpr (IsSpan<Decayed<P>>::value)
    return Decayed<P>::extent == static_cast<std::size_t>(-1) ? 0 : Decayed<P>::extent;
  else
    return 0;
}

template <class P> void fill(Owned<P>& owned, const std::string& name, Filler& filler) {
  filler.start(name);
  if constexpr (std::is_pointer_v<Decayed<P>>) {
    if (!filler.size()) return filler.is_unsized();
    using Element = std::remove_pointer_t<Decayed<P>>;
    owned.value = Elements<Pointed<P>>(*filler.size() * (sizeof(Element) / sizeof(Pointed<P>)));
  } else if constexpr (IsSpan<Decayed<P>>::value) {
    owned.value = Value<P>(extent<P>() > 0 ? extent<P>() : filler.size() ? *filler.size() : 3);
  }
  walk(name, lvalue(owned.value), filler);
}

// Tells whoever watches where it is going, in case it doesn't come back.
using Announce = void (*)(const std::string& point);

template <class Function, PointerTo<Function> f, class Signature = SignatureOf<Function>> struct CheckAtPoints;
template <class Function, PointerTo<Function> f, class R, class... P>
struct CheckAtPoints<Function, f, R(P...)> : CheckSweeps<Function, f, All, true> {
  using Sweeps = CheckSweeps<Function, f, All, true>;
  using Names = typename Sweeps::Names;
  using Inputs = typename Sweeps::Inputs;
  using Parameters = std::index_sequence_for<P...>;
  using Status = FunctionCheck::Status;

  FunctionCheck operator()(const std::string& name, const Names& names, const PointOptions& options,
                           Announce announce) const {
    constexpr bool makeable[] = {can_make<P>()..., true};
    for (std::size_t i = 0; i < sizeof...(P); ++i)
      if (!makeable[i]) return {Status::Skipped, "Retrograd can't make a value for '" + names[i] + "'"};
    if constexpr (!(can_make<P>() && ...)) {
      return {};
    } else {
      if (!Sweeps().has_inputs()) return {Status::Skipped, "no parameter of it is active"};
      if (!Sweeps().has_outputs()) return {Status::Skipped, "no result of it is active"};
      return at_points(name, names, options, announce);
    }
  }

private:
  static constexpr int attempts = 60;

  static FunctionCheck at_points(const std::string& name, const Names& names, const PointOptions& options,
                                 Announce announce) {
    static constexpr double ranges[][2] = {{-2, 2}, {0.1, 2}, {0.1, 0.9}};
    Random random(options.seed);
    Summary summary;
    for (int attempt = 0; attempt < attempts && summary.points < options.points; ++attempt) {
      const auto& range = ranges[attempt % 3];
      Filler filler(random, range[0], range[1], options, name);
      Inputs inputs{};
      fill_all(inputs, names, filler, Parameters());
      if (!filler.problem().empty()) return {Status::Skipped, filler.problem()};
      const std::string point = point_of(inputs, names, Parameters());
      announce(point);
      if (!try_point(inputs, names, random.next(), point, summary)) return {Status::Wrong, summary.wrong};
    }
    return summary.result(names);
  }

  // What the points came to.
  struct Summary {
    int points = 0;
    double worst = 0;
    std::string wrong, thrown;
    std::map<unsigned, bool> sure;  // parameters: was any number certain?

    FunctionCheck result(const Names& names) const {
      if (points == 0 && !thrown.empty()) return {Status::Skipped, "it throws at every point tried: " + thrown};
      if (points == 0)
        return {Status::Skipped, "its value is finite at no point tried: choose one with --set PARAMETER=VALUE"};
      std::string checked;
      for (const auto& [parameter, is_sure] : sure) {
        if (!is_sure) return {Status::Skipped, "differences contradict each other by '" + names[parameter] + "'"};
        checked += (checked.empty() ? "" : ", ") + names[parameter];
      }
      if (checked.empty()) return {Status::Skipped, "there was no number to differentiate by"};
      char error[32];
      std::snprintf(error, sizeof error, "%.1e", worst);
      return {Status::Right, "by " + checked + " at " + counted(points, "point") + ", worst error " + error};
    }
  };

  // False if the derivative is wrong there.
  static bool try_point(Inputs& inputs, const Names& names, std::uint64_t seed, const std::string& point,
                        Summary& summary) {
#if defined(__cpp_exceptions)
    try {
      return check_point(inputs, names, seed, point, summary);
    } catch (const std::exception& error) {
      summary.thrown = error.what();
    } catch (...) {
      summary.thrown = "something that is no std::exception";
    }
    return true;
#else
    return check_point(inputs, names, seed, point, summary);
#endif
  }
  static bool check_point(Inputs& inputs, const Names& names, std::uint64_t seed, const std::string& point,
                          Summary& summary) {
    for (double number : Sweeps().outputs(inputs))
      if (!std::isfinite(number)) return true;
    const GradientCheck report = Sweeps().check(inputs, names, seed);
    summary.wrong = wrong_text(report, point);
    if (!summary.wrong.empty()) return false;
    ++summary.points;
    for (const GradientCheck::Number& number : report.numbers) {
      summary.sure[number.parameter] |= !number.unsure;
      if (!number.unsure) summary.worst = std::max(summary.worst, number.error());
    }
    return true;
  }
  static std::string wrong_text(const GradientCheck& report, const std::string& point) {
    const GradientCheck::Number* worst = nullptr;
    for (const GradientCheck::Number& number : report.numbers)
      if (number.wrong && (!worst || !(number.error() <= worst->error()))) worst = &number;
    if (worst)
      return "by " + worst->name + ": generated " + spelled(worst->generated) + ", by differences " +
             spelled(worst->differences) + ", at " + point;
    // Less may come from a function that computes with less precision than its types say.
    if (report.dot_product_wrong && report.dot_product_error > 1e-6)
      return "forward and reverse mode differ by " + spelled(report.dot_product_error) + " (relative), at " + point;
    if (report.value_wrong) return "its derivatives return another value than it does, at " + point;
    return "";
  }

  template <std::size_t... I>
  static void fill_all(Inputs& inputs, const Names& names, Filler& filler, std::index_sequence<I...>) {
    (fill<P>(std::get<I>(inputs), names[I], filler), ...);
  }
  template <std::size_t... I>
  static std::string point_of(Inputs& inputs, const Names& names, std::index_sequence<I...>) {
    PointText point;
    (walk(names[I], lvalue(std::get<I>(inputs).value), point), ...);
    return point.text;
  }
};

}  // namespace detail
}  // namespace retrograd
