// What C++11 to C++20 brought, local classes, constructors inherited, exceptions on the way out.
#ifndef CORPUS_CASES

template <class... A> double sum_of_squares(A... a) { return ((a * a) + ...); }
template <class... A> double alternating(double first, A... rest) {
  if constexpr (sizeof...(rest) == 0)
    return first;
  else
    return first * 0.5 - alternating(rest...);
}
DIFFERENTIATE double packs(double x, double y) { return sum_of_squares(x, y, x * y) * alternating(x, y, x * x, 2 * y); }

DIFFERENTIATE double fold_of_calls(double x, double y) {
  double s = 1;
  const auto add = [&s](auto... t) { ((s = s * t + 0.5), ...); };
  add(x, y, x * y);
  return s;
}

template <class T> constexpr T third = T(1.0 / 3);
template <int n> inline constexpr int factorial = n * factorial<n - 1>;
template <> inline constexpr int factorial<0> = 1;
template <class T> constexpr T ladder[3] = {T(1), T(2.5), T(-1)};
template <int n> double offset = n * 0.5;
struct Rates {
  template <int n> static constexpr int days = n * 30;
};
[[gnu::noinline]] double stretched(double x, double by) { return x * x * by; }
DIFFERENTIATE double variable_templates(double x, double y) {
  double s = factorial<4> * third<double> * x + offset<3> * y * y;
  for (int i = 0; i < 3; ++i) s += s * ladder<double>[i] * y;
  return stretched(s, offset<2>) * Rates::days<2>;
}

constexpr int power_of_two(int n) { return n == 0 ? 1 : 2 * power_of_two(n - 1); }
template <int n> double power(double x) {
  if constexpr (n == 0)
    return 1;
  else if constexpr (n % 2 == 0)
    return power<n / 2>(x * x);
  else
    return x * power<n - 1>(x);
}
DIFFERENTIATE double compile_time(double x) {
  constexpr int degree = power_of_two(2) + 1;
  static_assert(degree == 5);
  double a[degree] = {};
  for (int i = 0; i < degree; ++i) a[i] = power<degree>(x + i);
  return a[0] * a[degree - 1];
}

DIFFERENTIATE double initialised_conditions(double x, double y) {
  double s = 0;
  if (const double d = x - y; d > 0) [[likely]]
    s += d * d;
  else [[unlikely]]
    s -= d * x;
  switch (const int k = x > 0 ? 1 : 0; k) {
  case 1: s *= y; break;
  default: s *= x;
  }
  for (const double v : {x, y, s}) s += v * v;
  return s;
}

inline namespace v1 {
double in_inline_namespace(double x) { return x * std::cos(x); }
}  // namespace v1
namespace {
double in_anonymous_namespace(double x) { return x * std::exp(x); }
}  // namespace
DIFFERENTIATE double namespaces(double x) { return in_inline_namespace(x) * in_anonymous_namespace(x); }

DIFFERENTIATE double constant_statics(double x, int i) {
  static const double root = std::sqrt(2.0), half = root / 2;
  static constexpr int weights[] = {1, 2, 3};
  return root * x * x + half * weights[i] * x;
}

// ---- classes

DIFFERENTIATE double local_class(double x, double y) {
  struct Local {
    double a;
    int n = 2;
    double power() const { return n == 2 ? a * a : a; }
    void scale(double k) { a *= k; }
    double operator()(double t) const { return a * t; }
  };
  Local first{x}, second{y, 1};
  second.scale(first.power());
  const Local copy = second;
  first = copy;
  const auto apply = [](const auto& f, double t) { return f(t) + f(2.0); };
  return apply(copy, x) * first.power() + second(y);
}
DIFFERENTIATE double local_class_with_constructor(double x) {
  class Counter {
  public:
    explicit Counter(double start) : value_(start * start) {}
    double next() { return value_ = value_ * 0.5 + 1; }

  private:
    double value_;
  };
  Counter counter(x);
  const double first = counter.next();
  return first * counter.next();
}

struct Circle {
  double radius = 1;
  int sides = 0;
  Circle() {}
  explicit Circle(double r) : radius(r * r) {}
  Circle(double r, const double& k) : radius(r * k) {}
  double area() const { return 3 * radius * radius; }
};
struct Disc : Circle {
  using Circle::Circle;
  double height = 0.5;
};
DIFFERENTIATE double inherited_constructors(double x, double y) {
  const Disc one(x), two(x, y);
  Disc three;
  three.height = y;
  return one.area() * two.area() * two.height + three.area() * three.height;
}

// Copy operations written out, as the compiler's own.
class Written {
public:
  Written(double x, double y) : a_(x), b_{y, x * y} {}
  Written(const Written& other) : a_(other.a_), b_(other.b_) {}
  Written& operator=(const Written& other) {
    if (this != &other) {
      a_ = other.a_;
      b_ = other.b_;
    }
    return *this;
  }
  ~Written() {}
  double value() const { return a_ * b_[0] + b_[1]; }
  void scale(double k) { a_ *= k; }

private:
  double a_;
  std::array<double, 2> b_;
};
Written scaled(Written w, double k) {
  w.scale(k);
  return w;
}
DIFFERENTIATE double copies_written_out(double x, double y) {
  Written first(x, y);
  Written second = first;
  second.scale(y);
  Written third = scaled(second, x);
  first = third;
  first.scale(2);
  return first.value() * second.value() + third.value();
}

// ---- exceptions

double checked_root(double x) {
  if (x < 0) throw std::string("no root of a negative number");
  return std::sqrt(x);
}
DIFFERENTIATE double throws_on_error(const double* x, int n) {
  if (n < 1) throw n;
  double s = 0;
  for (int i = 0; i < n; ++i) {
    if (n > 100) throw std::string("too many");
    s += checked_root(1 + x[i] * x[i]) * x[0];
  }
  return s;
}
double by_kind(double x, int kind) {
  switch (kind) {
  case 0: return x * x;
  case 1: return x * x * x;
  default: throw kind;
  }
}
DIFFERENTIATE double throws_by_default(double x) { return by_kind(x, 0) * by_kind(2 * x, 1); }

// Passive code is called as it is.
int parsed(int k) {
  try {
    if (k > 3) throw k;
    return k;
  } catch (int) {
    return 3;
  }
}
struct Steps {
  virtual ~Steps() = default;
  virtual int count() const { return 4; }
};
struct FewSteps : Steps {
  int count() const override { return 2; }
};
int steps_of(const Steps& steps) {
  if (const auto* few = dynamic_cast<const FewSteps*>(&steps)) return few->count() + 1;
  return steps.count();
}
int all_steps() { return steps_of(FewSteps()) + steps_of(Steps()); }
int looked_up(int k) {
  const std::map<int, int> table{{1, 2}, {3, 4}};
  const auto found = table.find(k);
  return found == table.end() ? 1 : found->second;
}
DIFFERENTIATE double passive_code(double x, int k) {
  double s = x;
  for (int i = 0; i < all_steps(); ++i) s = s * 0.5 + looked_up(i) * x;
  for (int i = 0; i < parsed(k); ++i) s = s * x + parsed(i + 3);
  return s;
}

template <class T> struct Holder {
  T held;
  double twice() const { return held.x * 2; }
};
DIFFERENTIATE double local_class_in_templates(double a, double b) {
  struct Local {
    double x, y;
  };
  std::pair<Local, double> pair{Local{a, b}, b};
  for (int i = 0; i < 3; ++i) {
    pair.first.x *= b;
    pair = std::pair<Local, double>{Local{pair.second, pair.first.x}, a};
  }
  std::tuple<double, Local> tuple{a, Local{pair.first.y, b}};
  Holder<Local> holder{std::get<1>(tuple)};
  return pair.first.x * std::get<1>(tuple).y + holder.twice() * std::get<0>(tuple);
}

// Destructors without code, of a class and of an empty base: not declared by bytes.
struct Ends {
  ~Ends() {}
};
struct EndsEmpty : Ends {
  double value;
};
struct EndsItself {
  double value;
  ~EndsItself() {}
};
DIFFERENTIATE double empty_destructors(double x, double y) {
  EndsEmpty first;
  first.value = x * y;
  EndsItself second;
  second.value = first.value * x;
  return first.value * second.value;
}

#else
CASE(packs, between(-2, 2), between(-2, 2));
CASE(variable_templates, between(-1, 1), between(-1, 1));
CASE(fold_of_calls, between(-2, 2), between(-2, 2));
CASE(compile_time, between(-1, 1));
CASE(initialised_conditions, between(-2, -0.5), between(0.5, 2));
CASE(initialised_conditions, between(1.5, 2), between(0.5, 1));
CASE(namespaces, between(-2, 2));
CASE(constant_statics, between(-2, 2), 1);
CASE(local_class, between(-2, 2), between(-2, 2));
CASE(local_class_with_constructor, between(-2, 2));
CASE(inherited_constructors, between(-2, 2), between(-2, 2));
CASE(copies_written_out, between(-1, 1), between(-1, 1));
CASE(throws_on_error, array(4), 4);
CASE(throws_by_default, between(-2, 2));
CASE(passive_code, between(-1, 1), 2);
CASE(passive_code, between(-1, 1), 5);
CASE(local_class_in_templates, between(-2, 2), between(-2, 2));
CASE(empty_destructors, between(-2, 2), between(-2, 2));
#endif
