// Message EntryWithoutName: what answers gradient<f> stands outside f's class.
// RUN: not %clang_plugin -std=c++20 -fsyntax-only %s 2>&1 | FileCheck %s --implicit-check-not=error:
#include <retrograd/autodiff.h>

class Account {
public:
  static double hidden() {
    // CHECK: [[#@LINE+1]]:{{.*}} error: cannot give the derivative of 'Account::rate' here: it can't be named outside its class or function
    return retrograd::gradient<Account::rate>(2.0);
    // CHECK: note: make it public, move it to namespace scope, or differentiate a function that calls it
  }
  double hidden_member() const {
    // CHECK: error: cannot give the derivative of 'Account::interest' here: it can't be named outside its class or function
    return retrograd::gradient<&Account::interest, retrograd::wrt<1>>(*this, 2.0);
  }

protected:
  [[autodiff]] double interest(double x) const { return balance_ * x; }

private:
  [[autodiff]] static double rate(double x) { return x * x; }
  double balance_ = 1;
};

double of_local_class(double x) {
  struct Local {
    static double square(double y) { return y * y; }
  };
  // CHECK: error: cannot give the derivative of 'of_local_class(double)::Local::square' here: it can't be named outside
  return retrograd::gradient<Local::square>(x);
}

int main() { return static_cast<int>(Account::hidden() + Account().hidden_member()); }
