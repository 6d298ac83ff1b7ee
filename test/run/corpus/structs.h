// Structs as parameters, locals, results; nested, holding arrays and integers; arrays of structs; members.
#ifndef CORPUS_CASES

struct Point {
  double x, y;
};
FIELDS(Point, x, y)

struct Segment {
  Point from, to;
  double weight;
};
FIELDS(Segment, from, to, weight)

struct Body {
  double position[3];
  double velocity[3];
  double mass;
  int id;
};
FIELDS(Body, position, velocity, mass, id)

struct Options {
  int steps;
  bool quadratic;
};
FIELDS(Options, steps, quadratic)

DIFFERENTIATE double norm_squared(Point p) { return p.x * p.x + p.y * p.y; }

DIFFERENTIATE double cross(const Point& a, const Point& b) { return a.x * b.y - a.y * b.x; }

DIFFERENTIATE void rotate(Point& p, double angle) {
  const double c = std::cos(angle), s = std::sin(angle);
  const double x = c * p.x - s * p.y;
  p.y = s * p.x + c * p.y;
  p.x = x;
}

DIFFERENTIATE Point midpoint(const Point& a, Point b) {
  b.x = (a.x + b.x) * 0.5 * a.y;
  b.y = (a.y + b.y) / 2;
  return b;
}

DIFFERENTIATE Point built(double r, double phi) { return {r * std::cos(phi), r * std::sin(phi)}; }

DIFFERENTIATE double weighted_length(const Segment& s) {
  const double dx = s.to.x - s.from.x, dy = s.to.y - s.from.y;
  return s.weight * std::sqrt(dx * dx + dy * dy);
}

DIFFERENTIATE void stretch(Segment* s, double factor) {
  s->to.x = s->from.x + factor * (s->to.x - s->from.x);
  s->to.y *= factor;
  s->weight *= factor * s->to.y;
}

DIFFERENTIATE double struct_locals(double x, double y) {
  Point p{x, y};
  Point q = p;
  q.x *= p.y;
  p = q;
  p.y += q.x * q.y;
  Segment s;
  s.from = p;
  s.to = {q.y, 2 * x};
  s.weight = p.x;
  return s.from.x * s.to.x + s.weight * s.to.y;
}

DIFFERENTIATE double path_length(const Point* points, int n) {
  double length = 0;
  for (int i = 1; i < n; ++i) {
    const Point& a = points[i - 1];
    const Point& b = points[i];
    length += std::hypot(b.x - a.x, b.y - a.y);
  }
  return length;
}

DIFFERENTIATE void drift(Body* bodies, int n, double dt) {
  for (int i = 0; i < n; ++i) {
    Body& b = bodies[i];
    for (int k = 0; k < 3; ++k) b.position[k] += dt * b.velocity[k];
    b.mass *= 1 - 0.1 * dt;
  }
}

DIFFERENTIATE double kinetic_energy(const Body* bodies, int n) {
  double e = 0;
  for (int i = 0; i < n; ++i) {
    double v2 = 0;
    for (int k = 0; k < 3; ++k) v2 += bodies[i].velocity[k] * bodies[i].velocity[k];
    e += 0.5 * bodies[i].mass * v2 * (1 + bodies[i].id % 2);
  }
  return e;
}

DIFFERENTIATE double with_options(double x, const Options& options) {
  double r = x;
  for (int i = 0; i < options.steps; ++i) r = options.quadratic ? r * r * 0.5 + x : r * 0.5;
  return r;
}

DIFFERENTIATE double pointer_members(double x, double y) {
  Point p{x * y, x};
  Point* q = &p;
  q->x += q->y;
  (*q).y *= p.x;
  double& r = q->y;
  r += p.x * r;
  return p.x * p.y;
}

Point add(Point a, Point b) { return {a.x + b.x, a.y + b.y}; }
Point scaled(Point a, double f) {
  a.x *= f;
  a.y *= f;
  return a;
}
DIFFERENTIATE double struct_calls(Point a, Point b, double f) {
  Point c = add(scaled(a, f), b);
  c = add(c, scaled(c, f));
  return c.x * c.y + a.x;
}

struct Filter {
  double gain;
  Point state[2];
};
FIELDS(Filter, gain, state)
DIFFERENTIATE double filter_step(Filter& filter, double input) {
  Point old = filter.state[0];
  filter.state[0].x = input * filter.gain + old.x * 0.5;
  filter.state[0].y = old.x * old.y;
  filter.state[1] = old;
  return filter.state[0].x * filter.state[1].y;
}

// No signature mentions this record.
struct Inner {
  double a, b;
};
DIFFERENTIATE double local_records(double x, int n) {
  Inner rows[2][2] = {{{x, x}, {x * x, 1}}, {{0.5, x}, {2, x}}};
  double s = 0;
  for (int i = 0; i < n; ++i) {
    Inner p[2] = {{x, s}, {x * x, 1}};
    for (int j = 0; j < 2; ++j) p[j].a *= x * p[j].b + rows[i % 2][j].a;
    rows[i % 2][1].b *= p[0].a;
    s += p[0].a * p[1].a;
  }
  return s * rows[0][1].b;
}

struct View {
  double* at;
  int k;
};
double taken(View c, const View& d, int n) {
  double s = 0;
  for (int i = 0; i < n; ++i) {
    s += c.at[i] * d.at[n - 1 - i];
    c.at[i] *= 0.5;
    c.k += i;
  }
  c.at = d.at + 1;
  return s * c.at[0] + c.k;
}
View moved(View c, int by) {
  for (int i = 0; i < by; ++i) c.at[i] += c.at[i + 1] * 0.25;
  c.at += by;
  return c;
}
DIFFERENTIATE double views_passed_on(double* x, double y, int n) {
  double local[6] = {y, y * y, 1, 2, 3, y};
  View a{x, 1}, b{local, 2};
  double s = taken(a, b, n) + a.k;
  b = moved(b, 2);
  s += taken(b, a, n) * b.at[0];
  a = moved(b, 1);
  if (n > 3)
    a.at[0] *= s;
  else
    b.at[0] *= s;
  return s + a.at[0] * b.at[1] + local[3];
}

#else
CASE(norm_squared, between(-2, 2));
CASE(cross, between(-2, 2), between(-2, 2));
CASE(rotate, between(-2, 2), between(-2, 2));
CASE(midpoint, between(-2, 2), between(-2, 2));
CASE(built, between(1, 2), between(-2, 2));
CASE(weighted_length, between(-2, 2));
CASE(stretch, array(1), between(-2, 2));
CASE(struct_locals, between(-2, 2), between(-2, 2));
CASE(path_length, array(5), 5);
CASE(drift, array(2), 2, between(0.1, 0.2));
CASE(kinetic_energy, array(3, 0.5, 2.5), 3);
CASE(with_options, between(-1, 1), passive(values({3, 1})));
CASE(with_options, between(-1, 1), passive(values({3, 0})));
CASE(pointer_members, between(-2, 2), between(-2, 2));
CASE(struct_calls, between(-2, 2), between(-2, 2), between(-2, 2));
CASE(filter_step, between(-2, 2), between(-2, 2));
CASE(local_records, between(0.2, 1.2), 3);
CASE(views_passed_on, array(4), between(0.5, 1), 3);
CASE(views_passed_on, array(5), between(0.5, 1), 4);
#endif
