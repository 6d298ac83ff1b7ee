// ADBench's ba: the residuals of bundle adjustment.
#pragma once

#include "text.h"

// After Rodrigues: the point turned around the axis `rotation` by its length.
HELPER void rotate(const Real* rotation, const Real* point, Real* turned) {
  const Real squared = rotation[0] * rotation[0] + rotation[1] * rotation[1] + rotation[2] * rotation[2];
  if (squared == 0.0) {
    turned[0] = point[0] + rotation[1] * point[2] - rotation[2] * point[1];
    turned[1] = point[1] + rotation[2] * point[0] - rotation[0] * point[2];
    turned[2] = point[2] + rotation[0] * point[1] - rotation[1] * point[0];
    return;
  }
  const Real angle = sqrt(squared), cosine = cos(angle), sine = sin(angle);
  const Real w[3] = {rotation[0] / angle, rotation[1] / angle, rotation[2] / angle};
  const Real along = (w[0] * point[0] + w[1] * point[1] + w[2] * point[2]) * (1.0 - cosine);
  turned[0] = point[0] * cosine + (w[1] * point[2] - w[2] * point[1]) * sine + w[0] * along;
  turned[1] = point[1] * cosine + (w[2] * point[0] - w[0] * point[2]) * sine + w[1] * along;
  turned[2] = point[2] * cosine + (w[0] * point[1] - w[1] * point[0]) * sine + w[2] * along;
}

PRIMAL_WITH_TWO_ROWS void reprojection(const Real* camera, const Real* point, Real weight,
                                       PASSIVE const double* feature, Real* residual) {
  const Real from[3] = {point[0] - camera[3], point[1] - camera[4], point[2] - camera[5]};
  Real seen[3];
  rotate(camera, from, seen);
  const Real x = seen[0] / seen[2], y = seen[1] / seen[2], squared = x * x + y * y;
  const Real scale = (1.0 + camera[9] * squared + camera[10] * squared * squared) * camera[6];
  residual[0] = weight * (x * scale + camera[7] - feature[0]);
  residual[1] = weight * (y * scale + camera[8] - feature[1]);
}

PRIMAL Real weight_residual(Real weight) { return 1.0 - weight * weight; }
