// Every optimizer's update is one vectorised loop, and so is the sum of squares that clipping by norm needs.
//
// RUN: %clang -std=c++20 -O3 -fno-math-errno -fno-trapping-math -DREAL=float -DKERNELS=float_baseline \
// RUN:   -Rpass=loop-vectorize -c %S/../../runtime/kernels/optimizers.cpp -o /dev/null 2> %t
// RUN: grep "remark: vectorized loop" %t > %t.remarks
// RUN: count 9 < %t.remarks
