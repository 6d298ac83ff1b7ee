// Steps in time and iterations: heat equation, recurrences, Brusselator, Newton's method, n bodies.
#pragma once

#include "text.h"

// u and v are work space; the result is the sum of squares of what is in u at the end.
PRIMAL Real heat(const Real* start, Real alpha, Real* u, Real* v, int cells, int steps) {
  for (int i = 0; i < cells; ++i) u[i] = start[i];
  for (int t = 0; t < steps; ++t) {
    for (int i = 1; i < cells - 1; ++i) v[i] = u[i] + alpha * (u[i - 1] - 2 * u[i] + u[i + 1]);
    for (int i = 1; i < cells - 1; ++i) u[i] = v[i];
  }
  Real total = 0;
  for (int i = 0; i < cells; ++i) total += u[i] * u[i];
  return total;
}

PRIMAL Real recurrence(const Real* p, int steps) {
  Real x(0.3);
  for (int i = 0; i < steps; ++i) x = p[0] * x * (1.0 - x) + p[1] * sin(p[2] * x + p[3]);
  return x;
}

PRIMAL Real brusselator(const Real* p, int steps) {
  const double step = 1e-3;
  const Real a = p[0], b = p[1];
  Real x = p[2], y = p[3];
  for (int i = 0; i < steps; ++i) {
    const Real product = x * x * y;
    const Real dx = a + product - (b + 1.0) * x, dy = b * x - product;
    x += step * dx;
    y += step * dy;
  }
  return x + y;
}

// The sum of the solutions of x + k_i sin(x) = c_i.
PRIMAL Real newton(const Real* k, const Real* c, int count) {
  Real total = 0;
  for (int i = 0; i < count; ++i) {
    Real x = c[i];
    Real residual = x + k[i] * sin(x) - c[i];
    while (abs(residual) > 1e-12) {
      x -= residual / (1 + k[i] * cos(x));
      residual = x + k[i] * sin(x) - c[i];
    }
    total += x;
  }
  return total;
}

PRIMAL Real scan(const Real* x, const Real* w, int n) {
  Real carry = 0, total = 0;
  for (int i = 0; i < n; ++i) {
    carry = tanh(w[0] * carry + w[1] * x[i] + w[2]);
    total += carry * carry;
  }
  return total;
}

template <class Number> struct Body {
  Number x, y, z, vx, vy, vz, mass;
};

PRIMAL Real bodies(Body<Real>* b, int count, int steps, Real step) {
  for (int t = 0; t < steps; ++t) {
    for (int i = 0; i < count; ++i) {
      Real ax = 0, ay = 0, az = 0;
      for (int j = 0; j < count; ++j) {
        const Real dx = b[j].x - b[i].x, dy = b[j].y - b[i].y, dz = b[j].z - b[i].z;
        const Real square = dx * dx + dy * dy + dz * dz + 0.01;
        const Real factor = b[j].mass / (square * sqrt(square));
        ax += factor * dx;
        ay += factor * dy;
        az += factor * dz;
      }
      b[i].vx += step * ax;
      b[i].vy += step * ay;
      b[i].vz += step * az;
    }
    for (int i = 0; i < count; ++i) {
      b[i].x += step * b[i].vx;
      b[i].y += step * b[i].vy;
      b[i].z += step * b[i].vz;
    }
  }
  Real energy = 0;
  for (int i = 0; i < count; ++i)
    energy += 0.5 * b[i].mass * (b[i].vx * b[i].vx + b[i].vy * b[i].vy + b[i].vz * b[i].vz);
  return energy;
}
