// Has no include guard on purpose where it declares, one where it defines.
inline double area(double width, double height);
#ifndef TWICE_H
#define TWICE_H
[[autodiff]] inline double area(double width, double height) { return width * height; }
inline double area_by_width(double width, double height) {
  double width_bar = 0, height_bar = 0;
  area_adjoint(width, width_bar, height, height_bar, 1.0);
  return width_bar;
}
#endif
