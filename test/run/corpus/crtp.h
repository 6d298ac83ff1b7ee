// Base classes that are given the class derived from them.
#ifndef CORPUS_CASES

template <class D> struct Shape {
  double scale = 2;
  const D& self() const { return static_cast<const D&>(*this); }
  D& self() { return static_cast<D&>(*this); }
  double scaled() const { return scale * self().area(); }
  double twice() const { return scaled() + static_cast<const D*>(this)->area() * scale; }
  void grow(double x) {
    self().stretch(x);
    scale *= x + self().area();
  }
  D& operator*=(double x) {
    self().stretch(x);
    scale += x;
    return self();
  }
};
struct Circle : Shape<Circle> {
  double r = 1;
  double area() const { return 3 * r * r; }
  void stretch(double x) { r *= x; }
};
struct Box : Shape<Box> {
  double w = 1, h = 1;
  Box(double w, double h) : w(w), h(h) {}
  double area() const {
    double s = 0;
    for (int i = 0; i < 3; ++i) s += w * h;
    return s;
  }
  void stretch(double x) { w *= x, h += x; }
};
struct Cube : Box {
  Cube(double x) : Box(x, x) {}
};
template <class D> double measured(const Shape<D>& shape, double x) {
  double s = shape.scaled();
  for (int i = 0; i < 2; ++i) s += shape.self().area() * x + shape.scale;
  return s * shape.twice();
}
template <class D> void changed(Shape<D>& shape, double x) {
  shape.grow(x);
  static_cast<D&>(shape).stretch(shape.scale);
}
DIFFERENTIATE double derived_found(double x, double y) {
  Circle c;
  c.r = x;
  Box b(x, y);
  Cube k(y);
  c.grow(y);
  (c *= x).stretch(y);
  b *= c.scaled();
  changed(b, x);
  changed(k, b.twice());
  return measured(c, y) + measured(b, x) * b.scaled() + measured(k, x) + c.twice() * k.scale;
}
// What a base without members finds.
template <class D> struct Comparable {
  bool above(const D& other) const { return static_cast<const D*>(this)->key() > other.key(); }
  double sum() const { return derived().key() + derived().weight; }

protected:
  const D& derived() const { return *static_cast<const D*>(this); }
};
struct Item : Comparable<Item> {
  double weight;
  explicit Item(double w) : weight(w) {}
  double key() const { return weight * weight; }
};
DIFFERENTIATE double keys_found(const double* a, int n) {
  std::vector<Item> items;
  for (int i = 0; i < n; ++i) items.emplace_back(a[i]);
  double s = items[0].sum();
  for (int i = 1; i < n; ++i) s += items[i].above(items[i - 1]) ? items[i].sum() * s : items[i - 1].key();
  return s;
}
// Expressions that are put together before they are computed.
template <class E> struct Expression {
  double operator[](int i) const { return static_cast<const E&>(*this).at(i); }
};
struct Values : Expression<Values> {
  double v[3] = {};
  double at(int i) const { return v[i]; }
  template <class E> Values& operator=(const Expression<E>& e) {
    for (int i = 0; i < 3; ++i) v[i] = e[i];
    return *this;
  }
};
template <class A, class B> struct Sum : Expression<Sum<A, B>> {
  A a;
  B b;
  Sum(const A& a, const B& b) : a(a), b(b) {}
  double at(int i) const { return a[i] + b[i]; }
};
template <class A> struct Scaled : Expression<Scaled<A>> {
  A a;
  double k;
  Scaled(const A& a, double k) : a(a), k(k) {}
  double at(int i) const { return a[i] * k; }
};
template <class A, class B> Sum<A, B> operator+(const Expression<A>& a, const Expression<B>& b) {
  return Sum<A, B>(static_cast<const A&>(a), static_cast<const B&>(b));
}
template <class A> Scaled<A> operator*(const Expression<A>& a, double k) {
  return Scaled<A>(static_cast<const A&>(a), k);
}
DIFFERENTIATE double expressions(const double* x, double k) {
  Values a, b, c;
  for (int i = 0; i < 3; ++i) a.v[i] = x[i], b.v[i] = x[i] * k;
  c = a + b * k + (a + c) * (k * k);
  a = c + a;
  return a[0] * b[1] + (a + b)[2] * c[1];
}

#else
CASE(derived_found, between(0.2, 1), between(0.2, 1));
CASE(keys_found, array(4), 4);
CASE(expressions, array(3), between(-1, 1));
#endif
