// Message EntryWithoutName: what answers gradient<f> stands outside f's class. Message CheckWithoutName: so does a check.
// RUN: not %clang_plugin -std=c++20 -fsyntax-only %s 2>&1 | FileCheck %s --implicit-check-not=error:
// RUN: not %retrograd check %s -o %t.cpp 2>&1 | FileCheck %s --check-prefix=TOOL
#include <retrograd/autodiff.h>

class Account {
private:
  // CHECK: [[#@LINE+2]]:{{.*}} error: cannot give the derivative of 'Account::rate' here: it can't be named outside its class or function
  // CHECK: note: make it public, move it to namespace scope, or differentiate a function that calls it
  [[autodiff]] static double rate(double x) { return x * x; }
  double balance_ = 1;

protected:
  // CHECK: [[#@LINE+2]]:{{.*}} error: cannot give the derivative of 'Account::interest' here: it can't be named outside
  // TOOL: [[#@LINE+1]]:{{.*}} warning: 'Account::interest' is not checked: it can't be named outside its class or function
  [[autodiff]] double interest(double x) const { return balance_ * x; }

public:
  static double hidden() { return retrograd::gradient<Account::rate>(2.0); }
  double hidden_member() const { return retrograd::gradient<&Account::interest, retrograd::wrt<1>>(*this, 2.0); }
};

double of_local_class(double x) {
  struct Local {
    // CHECK: [[#@LINE+1]]:{{.*}} error: cannot give the derivative of 'of_local_class(double)::Local::square' here
    static double square(double y) { return y * y; }
  };
  return retrograd::gradient<Local::square>(x);
}

int main() { return static_cast<int>(Account::hidden() + Account().hidden_member()); }
