// ADBench's ba: the sparse Jacobian of bundle adjustment. Each observation gives two rows of 15 entries, by the camera
// that saw the point (rotation 3, centre 3, focal length, principal point 2, distortion 2), the point and the weight.
#include "harness.h"

#include "primals/ba.h"

#include <cmath>
#include <fstream>

namespace {

using bench::Bundle, bench::Vector;

constexpr int cameraSize = 11, rowSize = bench::Reprojection::inputs;

double residuals(const Bundle& p, const double* x, Vector& result) {
  for (int i = 0; i < p.observations; ++i)
    reprojection(p.camera(x, i), p.point(x, i), p.weights(x)[i], p.reprojection.feature, &result[2 * i]);
  for (int i = 0; i < p.observations; ++i) result[2 * p.observations + i] = weight_residual(p.weights(x)[i]);
  return result[0];
}

// Both rows of an observation by one sweep.
void generated(const Bundle& p, const double* x, double* jacobian) {
  for (int i = 0; i < p.observations; ++i, jacobian += 2 * rowSize) {
    double *row = jacobian, *next = jacobian + rowSize;
    double residual[2], seed[2] = {1, 0}, nextSeed[2] = {0, 1};
    reprojection_adjoint_rows_2(p.camera(x, i), row, next, p.point(x, i), row + cameraSize, next + cameraSize,
                                p.weights(x)[i], row[rowSize - 1], next[rowSize - 1], p.reprojection.feature, residual,
                                seed, nextSeed);
  }
  for (int i = 0; i < p.observations; ++i) weight_residual_adjoint(p.weights(x)[i], jacobian[i], 1.0);
}

// turned = R point; by[i] is how it changes with rotation[i].
void rotationByHand(const double* rotation, const double* point, double (&r)[3][3], double (&by)[3][3],
                    double* turned) {
  const double angle = std::sqrt(rotation[0] * rotation[0] + rotation[1] * rotation[1] + rotation[2] * rotation[2]);
  const double cosine = std::cos(angle), sine = std::sin(angle);
  const double w[3] = {rotation[0] / angle, rotation[1] / angle, rotation[2] / angle};
  const double across[3] = {w[1] * point[2] - w[2] * point[1], w[2] * point[0] - w[0] * point[2],
                            w[0] * point[1] - w[1] * point[0]};
  const double dot = w[0] * point[0] + w[1] * point[1] + w[2] * point[2];
  for (int k = 0; k < 3; ++k) {
    turned[k] = point[k] * cosine + across[k] * sine + w[k] * dot * (1 - cosine);
    for (int j = 0; j < 3; ++j) r[k][j] = w[k] * w[j] * (1 - cosine) + (k == j ? cosine : 0);
  }
  r[0][1] -= w[2] * sine, r[0][2] += w[1] * sine, r[1][2] -= w[0] * sine;
  r[1][0] += w[2] * sine, r[2][0] -= w[1] * sine, r[2][1] += w[0] * sine;
  for (int i = 0; i < 3; ++i) {
    double v[3];
    for (int k = 0; k < 3; ++k) v[k] = ((k == i) - w[i] * w[k]) / angle;
    const double vDot = v[0] * point[0] + v[1] * point[1] + v[2] * point[2];
    const double vAcross[3] = {v[1] * point[2] - v[2] * point[1], v[2] * point[0] - v[0] * point[2],
                               v[0] * point[1] - v[1] * point[0]};
    for (int k = 0; k < 3; ++k)
      by[i][k] = w[i] * ((w[k] * dot - point[k]) * sine + across[k] * cosine) + vAcross[k] * sine +
                 (v[k] * dot + w[k] * vDot) * (1 - cosine);
  }
}

// Both rows of an observation at once; rotations that are zero don't occur in the data.
void rowsByHand(const double* camera, const double* point, double weight, const double* feature, double* jacobian) {
  const double from[3] = {point[0] - camera[3], point[1] - camera[4], point[2] - camera[5]};
  double r[3][3], by[3][3], seen[3];
  rotationByHand(camera, from, r, by, seen);
  const double over = 1 / seen[2], at[2] = {seen[0] * over, seen[1] * over};
  const double squared = at[0] * at[0] + at[1] * at[1];
  const double distortion = 1 + camera[9] * squared + camera[10] * squared * squared;
  const double slope = 2 * (camera[9] + 2 * camera[10] * squared);
  for (int j = 0; j < 2; ++j) {
    double* row = jacobian + j * rowSize;
    const double scaled = weight * camera[6];
    const double byX = scaled * ((j == 0) * distortion + at[j] * slope * at[0]);
    const double byY = scaled * ((j == 1) * distortion + at[j] * slope * at[1]);
    const double bySeen[3] = {byX * over, byY * over, -(byX * at[0] + byY * at[1]) * over};
    for (int i = 0; i < 3; ++i) {
      row[i] += bySeen[0] * by[i][0] + bySeen[1] * by[i][1] + bySeen[2] * by[i][2];
      const double byPoint = bySeen[0] * r[0][i] + bySeen[1] * r[1][i] + bySeen[2] * r[2][i];
      row[3 + i] -= byPoint;
      row[cameraSize + i] += byPoint;
    }
    row[6] += weight * at[j] * distortion;
    row[7 + j] += weight;
    row[9] += scaled * at[j] * squared;
    row[10] += scaled * at[j] * squared * squared;
    row[rowSize - 1] += at[j] * distortion * camera[6] + camera[7 + j] - feature[j];
  }
}

void byHand(const Bundle& p, const double* x, double* jacobian) {
  for (int i = 0; i < p.observations; ++i, jacobian += 2 * rowSize)
    rowsByHand(p.camera(x, i), p.point(x, i), p.weights(x)[i], p.reprojection.feature, jacobian);
  for (int i = 0; i < p.observations; ++i) jacobian[i] -= 2 * p.weights(x)[i];
}

struct Problem {
  Bundle bundle;
  Vector camera, point, weight;  // of all cameras, points, observations
};

Problem generate() {
  return {{49, 7776, 31843, {{-332.7, 262.1}}},
          {0.016, -0.013, 0.004, -0.034, -0.107, 1.12, 399.8, 0.4, -0.3, -3.2e-7, 5.9e-13},
          {-0.6, 0.57, -1.9},
          {0.7}};
}

std::optional<Problem> read(const std::string& file) {
  Problem p{{}, Vector(cameraSize), Vector(3), Vector(1)};
  std::ifstream in(file);
  in >> p.bundle.cameras >> p.bundle.points >> p.bundle.observations;
  for (Vector* part : {&p.camera, &p.point, &p.weight})
    for (double& value : *part) in >> value;
  for (double& value : p.bundle.reprojection.feature) in >> value;
  return in ? std::optional(p) : std::nullopt;
}

const bench::Register bundle([](const std::string& data) {
  const std::string name = "ba1_n49_m7776_p31843";
  const std::optional<Problem> given = read(data + "/ba/" + name + ".txt");
  const Problem problem = given.value_or(generate());
  const Bundle& p = problem.bundle;
  Vector inputs;
  const auto repeat = [&](int count, const Vector& values) {
    for (int i = 0; i < count; ++i) inputs.insert(inputs.end(), values.begin(), values.end());
  };
  repeat(p.cameras, problem.camera);
  repeat(p.points, problem.point);
  repeat(p.observations, problem.weight);
  const std::size_t observations = static_cast<std::size_t>(p.observations);
  return std::vector{bench::Workload{
      .name = name,
      .goal = 4.0,
      .inputs = inputs,
      .primal = [=, result = Vector(3 * observations)](const double* x) mutable { return residuals(p, x, result); },
      .sweeps = {{"retrograd", [=](const double* x, double* bar) { generated(p, x, bar); }},
                 {"hand", [=](const double* x, double* bar) { byHand(p, x, bar); }}},
      .published = given ? std::optional(2.0025230997e+08) : std::nullopt,
      .jacobianEntries = observations * (2 * rowSize + 1),
      .function = p}};
});

}  // namespace
