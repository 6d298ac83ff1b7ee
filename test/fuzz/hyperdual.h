// Numbers that carry two directional derivatives and the mixed second one: exact references for tangents, adjoints
// and Hessian-vector products. Derivatives are kept in long double; values are rounded by the evaluator.
#pragma once

namespace retrograd::fuzz {

struct Hyperdual {
  long double value = 0, a = 0, b = 0, ab = 0;
};

// g(x) with value v, first and second derivative d, dd at x.
inline Hyperdual chain(const Hyperdual& x, long double v, long double d, long double dd) {
  return {v, d * x.a, d * x.b, d * x.ab + dd * x.a * x.b};
}

struct Partials {
  long double x = 0, y = 0, xx = 0, xy = 0, yy = 0;
};

// g(x, y) with value v.
inline Hyperdual chain(const Hyperdual& x, const Hyperdual& y, long double v, const Partials& d) {
  return {v, d.x * x.a + d.y * y.a, d.x * x.b + d.y * y.b,
          d.x * x.ab + d.y * y.ab + d.xx * x.a * x.b + d.xy * (x.a * y.b + y.a * x.b) + d.yy * y.a * y.b};
}

}  // namespace retrograd::fuzz
