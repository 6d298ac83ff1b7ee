// Whole programs as people write them, with classes, vectors and lambdas: geometry, differential equations,
// interpolation.
#ifndef CORPUS_CASES

// ---- geometry

class Vec3 {
public:
  Vec3() : c_{0, 0, 0} {}
  Vec3(double x, double y, double z) : c_{x, y, z} {}
  double operator[](int i) const { return c_[i]; }
  double& operator[](int i) { return c_[i]; }
  Vec3& operator+=(const Vec3& o) {
    for (int i = 0; i < 3; ++i) c_[i] += o.c_[i];
    return *this;
  }
  Vec3& operator*=(double k) {
    for (double& c : c_) c *= k;
    return *this;
  }
  friend Vec3 operator+(Vec3 a, const Vec3& b) { return a += b; }
  friend Vec3 operator-(const Vec3& a, const Vec3& b) { return a + b * -1.0; }
  friend Vec3 operator*(Vec3 a, double k) { return a *= k; }
  friend double dot(const Vec3& a, const Vec3& b) { return a.c_[0] * b.c_[0] + a.c_[1] * b.c_[1] + a.c_[2] * b.c_[2]; }
  friend Vec3 cross(const Vec3& a, const Vec3& b) {
    return {a.c_[1] * b.c_[2] - a.c_[2] * b.c_[1], a.c_[2] * b.c_[0] - a.c_[0] * b.c_[2],
            a.c_[0] * b.c_[1] - a.c_[1] * b.c_[0]};
  }
  double norm() const { return std::sqrt(dot(*this, *this)); }
  Vec3 unit() const { return *this * (1 / norm()); }

private:
  double c_[3];
};

struct Ray {
  Vec3 origin, direction;
  Vec3 at(double t) const { return origin + direction * t; }
};
struct Sphere {
  Vec3 centre;
  double radius;
  bool hit(const Ray& ray, double& t, Vec3& normal) const {
    const Vec3 to = ray.origin - centre;
    const double a = dot(ray.direction, ray.direction), half = dot(to, ray.direction);
    const double c = dot(to, to) - radius * radius, discriminant = half * half - a * c;
    if (discriminant < 0) return false;
    const double root = std::sqrt(discriminant);
    double nearest = (-half - root) / a;
    if (nearest < 1e-3) {
      nearest = (-half + root) / a;
      if (nearest < 1e-3) return false;
    }
    t = nearest;
    normal = (ray.at(nearest) - centre) * (1 / radius);
    return true;
  }
};

// The light that a ray brings back: the nearest of some spheres, mirrored a few times.
DIFFERENTIATE double traced_light(const double* centres, const double* radii, double x, double y, int n) {
  Ray ray{Vec3(x, y, -4), Vec3(0.1 * x, 0.1 * y, 1).unit()};
  double light = 0, weight = 1;
  for (int bounce = 0; bounce < 3; ++bounce) {
    double nearest = 1e9;
    Vec3 normal;
    bool any = false;
    for (int i = 0; i < n; ++i) {
      const Sphere s{Vec3(centres[3 * i], centres[3 * i + 1], centres[3 * i + 2]), radii[i]};
      double t;
      Vec3 candidate;
      if (!s.hit(ray, t, candidate)) continue;
      if (t < nearest) {
        nearest = t;
        normal = candidate;
        any = true;
      }
    }
    if (!any) {
      light += weight * (0.5 + 0.5 * ray.direction[1]);
      break;
    }
    light += weight * 0.3 * std::max<double>(0.0, dot(normal, Vec3(0.3, 0.8, -0.5)));
    weight *= 0.6;
    ray = Ray{ray.at(nearest), ray.direction - normal * (2 * dot(ray.direction, normal))};
  }
  return light;
}

struct Quaternion {
  double w = 1, x = 0, y = 0, z = 0;
  Quaternion operator*(const Quaternion& q) const {
    return {w * q.w - x * q.x - y * q.y - z * q.z, w * q.x + x * q.w + y * q.z - z * q.y,
            w * q.y - x * q.z + y * q.w + z * q.x, w * q.z + x * q.y - y * q.x + z * q.w};
  }
  Quaternion conjugate() const { return {w, -x, -y, -z}; }
  void normalise() {
    const double n = std::sqrt(w * w + x * x + y * y + z * z);
    w /= n, x /= n, y /= n, z /= n;
  }
  Vec3 rotate(const Vec3& v) const {
    const Quaternion r = *this * Quaternion{0, v[0], v[1], v[2]} * conjugate();
    return {r.x, r.y, r.z};
  }
};
DIFFERENTIATE double spun_body(double wx, double wy, double wz, int steps) {
  Quaternion q;
  Vec3 p(1, 0.5, -0.25);
  double travelled = 0;
  for (int i = 0; i < steps; ++i) {
    const Quaternion rate{0, wx, wy, wz};
    Quaternion d = q * rate;
    q.w += 0.05 * d.w;
    q.x += 0.05 * d.x;
    q.y += 0.05 * d.y;
    q.z += 0.05 * d.z;
    q.normalise();
    const Vec3 before = p;
    p = q.rotate(p);
    travelled += (p - before).norm();
  }
  return travelled + p[0] * p[1];
}

// Reprojection error of points seen by cameras: angle-axis rotation, radial distortion.
void rotate_angle_axis(const double* w, const double* p, double* out) {
  const double theta2 = w[0] * w[0] + w[1] * w[1] + w[2] * w[2];
  if (theta2 > 1e-12) {
    const double theta = std::sqrt(theta2), c = std::cos(theta), s = std::sin(theta), inverse = 1 / theta;
    const double k[3] = {w[0] * inverse, w[1] * inverse, w[2] * inverse};
    const double kxp[3] = {k[1] * p[2] - k[2] * p[1], k[2] * p[0] - k[0] * p[2], k[0] * p[1] - k[1] * p[0]};
    const double kp = (k[0] * p[0] + k[1] * p[1] + k[2] * p[2]) * (1 - c);
    for (int i = 0; i < 3; ++i) out[i] = p[i] * c + kxp[i] * s + k[i] * kp;
  } else {
    out[0] = p[0] + w[1] * p[2] - w[2] * p[1];
    out[1] = p[1] + w[2] * p[0] - w[0] * p[2];
    out[2] = p[2] + w[0] * p[1] - w[1] * p[0];
  }
}
DIFFERENTIATE double bundle_adjustment(const double* cameras, const double* points, PASSIVE const double* seen,
                                       int cameraCount, int pointCount) {
  double cost = 0;
  for (int c = 0; c < cameraCount; ++c) {
    const double* const camera = cameras + 9 * c;
    for (int j = 0; j < pointCount; ++j) {
      double p[3];
      rotate_angle_axis(camera, points + 3 * j, p);
      for (int k = 0; k < 3; ++k) p[k] += camera[3 + k];
      const double depth = p[2] + 5, u = -p[0] / depth, v = -p[1] / depth;
      const double r2 = u * u + v * v, distortion = 1 + r2 * (camera[7] + camera[8] * r2);
      const double focal = 1 + camera[6];
      const double* const s = seen + 2 * (c * pointCount + j);
      const double du = focal * distortion * u - s[0], dv = focal * distortion * v - s[1];
      const double e = du * du + dv * dv;
      cost += e < 0.25 ? e : std::sqrt(e) - 0.25;
    }
  }
  return 0.5 * cost;
}

// ---- ordinary differential equations, with the right-hand side passed as a function

template <class Rate> std::vector<double> rk4(const Rate& rate, std::vector<double> y, double t, double h, int steps) {
  const std::size_t n = y.size();
  std::vector<double> k1(n), k2(n), k3(n), k4(n), stage(n);
  for (int s = 0; s < steps; ++s) {
    rate(t, y, k1);
    for (std::size_t i = 0; i < n; ++i) stage[i] = y[i] + 0.5 * h * k1[i];
    rate(t + 0.5 * h, stage, k2);
    for (std::size_t i = 0; i < n; ++i) stage[i] = y[i] + 0.5 * h * k2[i];
    rate(t + 0.5 * h, stage, k3);
    for (std::size_t i = 0; i < n; ++i) stage[i] = y[i] + h * k3[i];
    rate(t + h, stage, k4);
    for (std::size_t i = 0; i < n; ++i) y[i] += h / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
    t += h;
  }
  return y;
}
DIFFERENTIATE double predator_prey(double a, double b, const std::vector<double>& start, int steps) {
  const auto rate = [a, b](double t, const std::vector<double>& y, std::vector<double>& dy) {
    dy[0] = a * y[0] - b * y[0] * y[1];
    dy[1] = b * y[0] * y[1] - (1 + 0.1 * std::sin(t)) * y[1];
  };
  const std::vector<double> end = rk4(rate, start, 0, 0.05, steps);
  return end[0] * end[1];
}

// Adaptive steps: what is rejected is tried again.
DIFFERENTIATE double adaptive_euler(double y, double k, double end) {
  double t = 0, h = 0.5;
  int rejected = 0;
  while (t < end) {
    if (t + h > end) h = end - t;
    const double coarse = y - h * k * y * y;
    double fine = y - 0.5 * h * k * y * y;
    fine -= 0.5 * h * k * fine * fine;
    const double error = std::fabs(fine - coarse);
    if (error > 1e-2 && rejected < 50) {
      ++rejected;
      h *= 0.5;
      continue;
    }
    t += h;
    y = 2 * fine - coarse;
    if (error < 1e-3) h *= 1.5;
  }
  return y + 0.01 * rejected;
}

// ---- partial differential equations

struct Field {
  Field(int rows, int columns) : rows_(rows), columns_(columns), data_(rows * columns) {}
  double& operator()(int i, int j) { return data_[i * columns_ + j]; }
  double operator()(int i, int j) const { return data_[i * columns_ + j]; }
  int rows() const { return rows_; }
  int columns() const { return columns_; }

private:
  int rows_, columns_;
  std::vector<double> data_;
};
DIFFERENTIATE double wave_field(const double* start, double c, int n, int steps) {
  Field old(n, n), now(n, n), next(n, n);
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j) now(i, j) = old(i, j) = start[i * n + j];
  for (int s = 0; s < steps; ++s) {
    for (int i = 1; i + 1 < n; ++i)
      for (int j = 1; j + 1 < n; ++j) {
        const double laplace = now(i - 1, j) + now(i + 1, j) + now(i, j - 1) + now(i, j + 1) - 4 * now(i, j);
        next(i, j) = 2 * now(i, j) - old(i, j) + c * c * laplace;
      }
    old = now;
    now = next;
  }
  double energy = 0;
  for (int i = 0; i < now.rows(); ++i)
    for (int j = 0; j < now.columns(); ++j) energy += now(i, j) * now(i, j);
  return energy;
}
DIFFERENTIATE double diffusion_swapped(std::vector<double> u, double alpha, int steps) {
  std::vector<double> next(u.size());
  for (int s = 0; s < steps; ++s) {
    next.front() = u.front();
    next.back() = u.back();
    for (std::size_t i = 1; i + 1 < u.size(); ++i) next[i] = u[i] + alpha * u[i] * (u[i - 1] - 2 * u[i] + u[i + 1]);
    std::swap(u, next);
  }
  return std::accumulate(u.begin(), u.end(), alpha);
}
DIFFERENTIATE void gauss_seidel_over_relaxed(double* u, const double* f, double omega, int n, int sweeps) {
  for (int s = 0; s < sweeps; ++s)
    for (int colour = 0; colour < 2; ++colour)
      for (int i = 1; i < n - 1; ++i)
        for (int j = 1 + (i + colour) % 2; j < n - 1; j += 2) {
          double& here = u[i * n + j];
          const double average = 0.25 * (u[(i - 1) * n + j] + u[(i + 1) * n + j] + u[i * n + j - 1] + u[i * n + j + 1]);
          here += omega * (average - here + 0.1 * f[i * n + j] * here);
        }
}
// Upwind with a limiter.
double minmod(double a, double b) {
  if (a * b <= 0) return 0;
  return std::fabs(a) < std::fabs(b) ? a : b;
}
DIFFERENTIATE double limited_advection(const double* start, double speed, int n, int steps) {
  std::vector<double> u(start, start + n), flux(n + 1);
  for (int s = 0; s < steps; ++s) {
    for (int i = 1; i < n; ++i) {
      const int up = speed > 0 ? i - 1 : i;
      const double left = up > 0 ? u[up] - u[up - 1] : 0, right = up + 1 < n ? u[up + 1] - u[up] : 0;
      flux[i] = speed * (u[up] + 0.5 * minmod(left, right));
    }
    for (int i = 1; i + 1 < n; ++i) u[i] -= 0.2 * (flux[i + 1] - flux[i]);
  }
  double s = 0;
  for (int i = 0; i < n; ++i) s += u[i] * u[i] * (i + 1);
  return s;
}

// ---- interpolation

DIFFERENTIATE double searched_interpolation(const std::vector<double>& knots, const std::vector<double>& y, double x) {
  std::size_t low = 0, high = knots.size() - 1;
  while (high - low > 1) {
    const std::size_t middle = (low + high) / 2;
    if (low + middle > 2 * high) break;
    if (0.3 * static_cast<double>(middle) + 0.05 * knots[middle] > x)
      high = middle;
    else
      low = middle;
  }
  const double a = 0.3 * static_cast<double>(low) + 0.05 * knots[low];
  const double b = 0.3 * static_cast<double>(high) + 0.05 * knots[high];
  const double t = (x - a) / (b - a);
  return y[low] + t * t * (3 - 2 * t) * (y[high] - y[low]);
}
// Natural cubic spline: second derivatives by a tridiagonal solve, then several evaluations.
class Spline {
public:
  Spline(const double* y, double h, int n) : h_(h), y_(y, y + n), m_(n) {
    std::vector<double> c(n), d(n);
    for (int i = 1; i + 1 < n; ++i) {
      const double below = 4 - c[i - 1];
      c[i] = 1 / below;
      d[i] = (6 / (h * h) * (y[i - 1] - 2 * y[i] + y[i + 1]) - d[i - 1]) / below;
    }
    for (int i = n - 2; i > 0; --i) m_[i] = d[i] - c[i] * m_[i + 1];
  }
  double operator()(double x) const {
    int i = static_cast<int>(x / h_);
    i = std::min(std::max(i, 0), static_cast<int>(y_.size()) - 2);
    const double a = (i + 1) * h_ - x, b = x - i * h_;
    return (m_[i] * a * a * a + m_[i + 1] * b * b * b) / (6 * h_) + (y_[i] / h_ - m_[i] * h_ / 6) * a +
           (y_[i + 1] / h_ - m_[i + 1] * h_ / 6) * b;
  }

private:
  double h_;
  std::vector<double> y_, m_;
};
DIFFERENTIATE double spline_integral(const double* y, double h, int n) {
  const Spline spline(y, h, n);
  double s = 0;
  for (int i = 0; i < 7; ++i) s += spline(h * (0.35 + 0.6 * i)) * (i % 2 ? 4 : 2);
  return s * h;
}
// Cox-de Boor.
double basis(const double* knots, int i, int degree, double x) {
  if (degree == 0) return knots[i] <= x && x < knots[i + 1] ? 1.0 : 0.0;
  double value = 0;
  if (const double left = knots[i + degree] - knots[i]; left > 0)
    value += (x - knots[i]) / left * basis(knots, i, degree - 1, x);
  if (const double right = knots[i + degree + 1] - knots[i + 1]; right > 0)
    value += (knots[i + degree + 1] - x) / right * basis(knots, i + 1, degree - 1, x);
  return value;
}
DIFFERENTIATE double b_spline(const double* knots, const double* points, double x, int n) {
  double s = 0;
  for (int i = 0; i < n; ++i) s += points[i] * basis(knots, i, 3, x);
  return s;
}
DIFFERENTIATE double de_casteljau(std::vector<double> points, double t) {
  for (std::size_t level = points.size() - 1; level > 0; --level)
    for (std::size_t i = 0; i < level; ++i) points[i] = (1 - t) * points[i] + t * points[i + 1];
  return points[0];
}
DIFFERENTIATE double neville(const double* x, const double* y, double at, int n) {
  double p[5];
  for (int i = 0; i < n; ++i) p[i] = y[i];
  for (int k = 1; k < n; ++k)
    for (int i = 0; i + k < n; ++i)
      p[i] = ((at - (i + k) - x[i + k]) * p[i] + (i + x[i] - at) * p[i + 1]) / (i - i - k + x[i] - x[i + k]);
  return p[0];
}

#else
CASE(traced_light, array(6, -0.5, 0.5), array(2, 0.6, 1), between(-0.5, 0.5), between(-0.5, 0.5), 2).within(2000);
CASE(spun_body, between(-1, 1), between(0.2, 1), between(-1, 1), 5);
CASE(bundle_adjustment, array(18, -0.3, 0.3), array(9), passive(array(12, -0.3, 0.3)), 2, 3);
CASE(predator_prey, between(0.5, 1.5), between(0.2, 0.6), array(2, 0.5, 1.5), 4);
CASE(adaptive_euler, between(0.5, 2), between(0.5, 1.5), 2.0).kink();
CASE(wave_field, array(16), between(0.2, 0.6), 4, 3);
CASE(diffusion_swapped, array(6), between(0.1, 0.3), 5);
CASE(gauss_seidel_over_relaxed, array(16), array(16), between(0.8, 1.4), 4, 3);
CASE(limited_advection, array(7), between(0.5, 1), 7, 4);
CASE(limited_advection, array(7), between(-1, -0.5), 7, 4);
CASE(searched_interpolation, array(8), array(8), between(0.1, 2));
CASE(spline_integral, array(6), between(0.5, 1), 6);
CASE(b_spline, values({0, 0.3, 1, 1.8, 2.5, 3, 3.7, 4.1, 5, 5.5}), array(6), between(1, 4), 6);
CASE(de_casteljau, array(5), between(0.1, 0.9));
CASE(neville, array(5, -0.2, 0.2), array(5), between(1, 3), 5).within(2000);
#endif
