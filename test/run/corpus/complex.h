// std::complex: arithmetic, functions, parts; in arrays and vectors; as parameters and results.
#ifndef CORPUS_CASES

using Complex = std::complex<double>;

DIFFERENTIATE double complex_parts(double x, double y) {
  std::complex<double> z(x, y), w(y), zero;
  z.real(z.imag() * x);
  w.imag(std::real(z) + zero.real());
  w = z;
  w += zero;
  w.imag(w.imag() + w.real());
  return w.real() * w.imag() + std::imag(z) * x;
}

DIFFERENTIATE Complex arithmetic(Complex a, const Complex& b, double x) {
  const Complex sum = a + b * x - 2.0 * a;
  Complex product = (sum - x) * (b + 1.0) * -a;
  product *= b;
  product -= x * product + (x - b);
  product += a / (b + 4.0);
  product /= 2.0;
  product = 1.0 / (product + 5.0) + +a;
  a *= x;
  a += 3.0;
  return product * a - x;
}

DIFFERENTIATE double of_itself(Complex z, double x) {
  z = z * z + x;
  z *= z;
  z = Complex(z.imag(), z.real());
  z /= z + 3.0;
  return z.real() + 2 * z.imag();
}

DIFFERENTIATE double complex_measures(const Complex& z, double x) {
  const double turned = std::imag(std::polar(x, z.imag()));
  return std::abs(z) * std::arg(z) + std::norm(z * x) + std::real(std::conj(z) * z) + turned;
}

DIFFERENTIATE Complex exponentials(const Complex& z) { return std::exp(z) * std::log(z + 2.0) + std::sqrt(z + 1.5); }

DIFFERENTIATE Complex circular(const Complex& z) {
  return std::sin(z) * std::cos(2.0 * z) + std::tan(z) + std::sinh(z) * std::cosh(z) - std::tanh(0.5 * z);
}

DIFFERENTIATE Complex powers(const Complex& z, double p) {
  const Complex shifted = z + 2.0;
  return std::pow(shifted, 3) + std::pow(shifted, p) * std::pow(shifted, -2) + std::pow(shifted, z) + std::pow(z, 2.0);
}

// On the real axis, where the library takes another branch.
DIFFERENTIATE double power_on_axis(double x, double y) {
  const Complex z(x, y);
  return std::pow(z, 2.5).imag() + std::pow(z, 1.0).real();
}

DIFFERENTIATE double single_precision(std::complex<float> z, float x) {
  std::complex<double> wide = z;
  z *= x;
  const std::complex<float> narrow(wide * 0.5);
  wide += std::exp(z) * narrow;
  return wide.real() * wide.imag();
}

DIFFERENTIATE double impedance(double r, double l, double c, double omega) {
  const std::complex<double> j(0, 1);
  const std::complex<double> z = 1.0 / (1.0 / (r + j * omega * l) + j * omega * c);
  return std::abs(z) + std::arg(z);
}

DIFFERENTIATE double mandelbrot(const Complex& c, int most) {
  Complex z = 0;
  int n = 0;
  for (; n < most && std::norm(z) < 4; ++n) z = z * z + c;
  return n + std::norm(z);
}

DIFFERENTIATE void butterflies(std::vector<Complex>& a) {
  const std::size_t n = a.size();
  for (std::size_t length = 2; length <= n; length *= 2) {
    const double angle = 6.283185307179586 / length;
    const Complex step(std::cos(angle), std::sin(angle));
    for (std::size_t i = 0; i < n; i += length) {
      Complex w = 1;
      for (std::size_t j = 0; j < length / 2; ++j) {
        const Complex u = a[i + j], v = a[i + j + length / 2] * w;
        a[i + j] = u + v;
        a[i + j + length / 2] = u - v;
        w *= step;
      }
    }
  }
}

DIFFERENTIATE double spectrum(const std::vector<double>& x) {
  std::vector<std::complex<double>> a(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) a[i] = x[i];
  butterflies(a);
  double power = 0;
  for (const auto& z : a) power += std::norm(z) * std::norm(z);
  return power + std::abs(a[1]);
}

DIFFERENTIATE double complex_arrays(const Complex& z, double x) {
  std::complex<double> a[3], b[2] = {z, {x, 1}};
  std::array<std::complex<double>, 2> c{z * x, Complex(x)};
  a[1] = b[0] * b[1];
  a[2] = a[1] * c[0] + a[0];
  std::swap(a[1], c[1]);
  return std::norm(a[2]) + c[1].imag() * a[1].real();
}

DIFFERENTIATE double chosen(const Complex& z, double x) {
  Complex w = x > 0 ? z * x : z - x;
  if (w == z || w != Complex(1, 1)) w = w * w;
  return w.real() * x;
}

struct Mode {
  std::complex<double> amplitude;
  double decay = 0.5;
};
FIELDS(Mode, amplitude, decay)

DIFFERENTIATE Mode evolved(const Mode& mode, double t) {
  Mode next = mode;
  next.amplitude *= std::exp(std::complex<double>(-mode.decay * t, t));
  return next;
}

DIFFERENTIATE double accumulated(const std::vector<Complex>& v) {
  Complex sum = std::accumulate(v.begin(), v.end(), Complex(1));
  for (Complex z : v) sum *= z + 1.0;
  return sum.real() - sum.imag();
}

DIFFERENTIATE double complex_from_reals(const std::vector<double>& x, const std::vector<std::complex<float>>& z) {
  std::vector<std::complex<double>> a(x.begin(), x.end());
  std::vector<std::complex<double>> b(z.begin(), z.end());
  std::vector<std::complex<double>> c(x.size());
  std::copy(x.rbegin(), x.rend(), c.begin());
  a.push_back(x[0]);
  a.emplace_back(x[1], x[0]);
  a.insert(a.begin(), x[2]);
  std::complex<double> s = 0;
  for (std::size_t i = 0; i < x.size(); ++i)
    s += a[i + 1] * b[i] * (c[i] + std::complex<double>(0, 1)) * a.back() * a.front();
  return std::norm(s) + std::real(a[x.size() + 1]);
}

#else
CASE(complex_parts, between(-1, 1), between(-1, 1));
CASE(arithmetic, between(-1, 1), between(-1, 1), between(-1, 1));
CASE(of_itself, between(0.2, 1), between(-1, 1));
CASE(complex_measures, between(0.2, 1), between(0.1, 1));
CASE(exponentials, between(-1, 1));
CASE(circular, between(-0.7, 0.7));
CASE(powers, between(0.1, 1), between(-2, 2));
CASE(power_on_axis, between(0.5, 1.5), 0);
CASE(single_precision, between(-1, 1), between(-1, 1));
CASE(impedance, between(0.5, 2), between(0.5, 2), between(0.1, 1), between(0.5, 2));
CASE(mandelbrot, between(-0.5, 0.5), 8);
CASE(butterflies, array(4));
CASE(spectrum, array(8));
CASE(complex_arrays, between(-1, 1), between(-1, 1));
CASE(chosen, between(-1, 1), between(-1, 1));
CASE(evolved, between(-1, 1), between(-1, 1));
CASE(accumulated, array(3));
CASE(complex_from_reals, array(4), array(4));
#endif
