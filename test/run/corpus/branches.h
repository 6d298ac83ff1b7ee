// if, else, switch, early returns, conditions with effects.
#ifndef CORPUS_CASES

DIFFERENTIATE double if_else(double x, double y) {
  double r;
  if (x > y)
    r = x * y;
  else
    r = std::sin(x) + y * y;
  return r * x;
}

DIFFERENTIATE double else_if_chain(double x) {
  if (x < -1) return -x;
  if (x < 0) {
    return x * x;
  } else if (x < 1) {
    x = x * x * x;
  } else {
    x = std::sqrt(x);
  }
  return 2 * x;
}

DIFFERENTIATE double condition_overwritten(double x, double y) {
  // The condition's variable changes inside, so the reverse sweep must not evaluate it again.
  if (x > 0) {
    x = -x * y;
    y = y * x;
  } else {
    x = x * x + 1;
  }
  if (x > 0) y = y * x;
  return x * y;
}

DIFFERENTIATE double nested_branches(double x, double y, double z) {
  double r = x;
  if (y > 0) {
    if (z > 0) {
      r = r * z;
      if (x > z) r *= y;
    } else {
      r = r * y;
    }
    r += y;
  } else if (z * x > 0.5) {
    r = r / (1 + z * z);
  }
  return r * r;
}

DIFFERENTIATE double switch_breaks(double x, int kind) {
  double r = x;
  switch (kind) {
  case 0: r = x * x; break;
  case 1: r = r * r; break;
  case 2:
  case 3: {
    const double t = std::cos(x);
    r = t * x;
    break;
  }
  default: r = 1 / (1 + x * x);
  }
  return r + x;
}

DIFFERENTIATE double switch_fall_through(double x, int kind) {
  double r = x;
  switch (kind) {
  case 2: r *= x; [[fallthrough]];
  case 1: r = r * r;
  // falls through
  case 0: r += x; break;
  case -1: return 3 * x;
  }
  return r * x;
}

enum class Shape { circle, square, triangle };
DIFFERENTIATE double switch_enum(double size, int code) {
  const Shape shape = static_cast<Shape>(code);
  switch (shape) {
  case Shape::circle: return 3.14159 * size * size;
  case Shape::square: return size * size;
  case Shape::triangle: return 0.433 * size * size;
  }
  return 0.0;
}

DIFFERENTIATE double short_circuit(double x, double y) {
  int count = 0;
  double r = 0;
  if (x > 0 && ++count > 0 && y > 0) r = x * y;
  if (x > 5 || (r += y) > 0) r *= x;
  return r * count + r;
}

DIFFERENTIATE double ternary_untaken_nan(double x) {
  const double root = x > 0 ? std::sqrt(x) : 0.0;
  return root + (x < -1e9 ? std::log(x) : x * x);
}

DIFFERENTIATE double guarded_quotient(double x) { return x > 0 ? x * x / x : 0; }

DIFFERENTIATE double early_returns(double x, double y) {
  if (x < 0) return y * y;
  const double t = x * y;
  if (t > 2) return t * x;
  y += t;
  if (y < 0) {
    y = -y * x;
    return y;
  }
  return std::exp(y) * x;
}

DIFFERENTIATE double maximum_of_three(double a, double b, double c) {
  double m = a;
  if (b > m) m = b;
  if (m < c) m = c;
  return m * m + a * b * c;
}

DIFFERENTIATE double clamp_by_hand(double x, double low, double high) {
  const double clamped = x < low ? low : x > high ? high : x;
  return clamped * clamped;
}

DIFFERENTIATE double logical_values(double x, double y) {
  const bool positive = x > 0, larger = x > y;
  const bool both = positive && larger, neither = !positive && !larger;
  double r = x;
  if (both) r *= y;
  if (neither) r += y * y;
  return r * (positive ? 2 : 3) + both * x;
}

DIFFERENTIATE double number_as_condition(double x, int n) {
  double r = x;
  if (n) r *= x;
  if (!n) r += 1;
  if (x) r = r * 2;
  return r;
}

struct Unset {
  int first, second;
};
DIFFERENTIATE double unset_in_switch(double x, double y, int k) {
  double s = 0;
  switch (k) {
  case 0:
    Unset p;
    p.first = 3;
    s = p.first * x;
    break;
  case 1:
    p.first = k + 1;
    p.second = 2;
    s = p.first * y * p.second * x;
  }
  return s;
}
#else
CASE(if_else, between(-2, 2), between(-2, 2));
CASE(else_if_chain, between(-2, 2));
CASE(else_if_chain, -1.5);
CASE(else_if_chain, -0.5);
CASE(else_if_chain, 0.5);
CASE(else_if_chain, 1.5);
CASE(condition_overwritten, between(-2, 2), between(-2, 2));
CASE(nested_branches, between(-2, 2), between(-2, 2), between(-2, 2));
CASE(nested_branches, 2.0, 1.0, 1.5);
CASE(switch_breaks, between(-2, 2), 0);
CASE(switch_breaks, between(-2, 2), 1);
CASE(switch_breaks, between(-2, 2), 2);
CASE(switch_breaks, between(-2, 2), 3);
CASE(switch_breaks, between(-2, 2), 9);
CASE(switch_fall_through, between(-2, 2), 2);
CASE(switch_fall_through, between(-2, 2), 1);
CASE(switch_fall_through, between(-2, 2), 0);
CASE(switch_fall_through, between(-2, 2), -1);
CASE(switch_fall_through, between(-2, 2), 7);
CASE(switch_enum, between(1, 2), 0);
CASE(switch_enum, between(1, 2), 2);
CASE(short_circuit, between(-2, 2), between(-2, 2));
CASE(short_circuit, 6.0, 1.5);
CASE(ternary_untaken_nan, between(-2, 2));
CASE(ternary_untaken_nan, -0.5);
CASE(guarded_quotient, 0.0).kink();
CASE(guarded_quotient, 1.5);
CASE(early_returns, between(-2, 2), between(-2, 2));
CASE(early_returns, 2.0, 2.0);
CASE(early_returns, 0.5, -1.0);
CASE(maximum_of_three, between(-2, 2), between(-2, 2), between(-2, 2));
CASE(clamp_by_hand, between(-2, 2), -1.0, 1.0);
CASE(clamp_by_hand, 3.0, -1.0, 1.0);
CASE(clamp_by_hand, -3.0, -1.0, 1.0);
CASE(logical_values, between(-2, 2), between(-2, 2));
CASE(number_as_condition, between(1, 2), 0);
CASE(number_as_condition, between(1, 2), 3);
CASE(unset_in_switch, between(0.5, 2), between(0.5, 2), 1);
#endif
