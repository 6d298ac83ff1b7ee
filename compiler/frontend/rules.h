// Hand-written derivatives: finds which function each [[autodiff::rule]] belongs to.
//
//   Vector solve(const Matrix& a, const Vector& b);
//   [[autodiff::rule]] void solve_adjoint(const Matrix& a, Matrix* a_bar, Vector* b_bar, const Vector& result,
//                                         const Vector& result_bar);
//
// The primal is the function of the same scope whose name the rule's name extends, or the one that the attribute
// names: [[autodiff::rule("ns::operator*", "Matrix(const Matrix&, const Vector&)")]]. Parameters are matched by name.
// An adjoint rule lists the `_bar` of the result and of every parameter that can carry a derivative, a tangent rule
// every `_dot`; of the rest it lists what it uses.
#pragma once

#include "diag/diagnostics.h"
#include "frontend/clang_headers.h"
#include "ir/ir.h"

#include <functional>

namespace retrograd::frontend {

class Rules {
public:
  using TypeOf = std::function<const ir::Type*(clang::QualType)>;

  // `rules`: all [[autodiff::rule]] functions of the unit; of templates, their patterns.
  Rules(clang::Sema& sema, diag::Sink& sink, const std::vector<clang::FunctionDecl*>& rules);

  // Sets function.adjointRule and tangentRule if `primal` has such rules. `function` has its parameters already.
  void resolve(const clang::FunctionDecl* primal, ir::Function& function, const TypeOf& typeOf);
  // Reports every rule that fits no function, or more than one.
  void check();
  // The tangent rules that resolve() has found, in that order, with the functions they belong to.
  using Found = std::vector<std::pair<ir::Function*, const clang::FunctionDecl*>>;
  const Found& tangentRules() const { return tangentRules_; }

private:
  enum class Mode { Adjoint, Tangent };

  struct Rule {
    clang::FunctionDecl* declaration = nullptr;
    Mode mode = Mode::Adjoint;
    std::string primalName;                     // unqualified
    const clang::DeclContext* scope = nullptr;  // where the primal is declared
    std::string primalType;                     // from the attribute, normalised; empty: any
    std::string problem;                        // why it can be no rule; empty if all is well
  };

  // One parameter that a rule may have.
  struct Parameter {
    std::string name;
    clang::QualType type;  // as the expected signature shows it
    bool required = false;
    bool isOutput = false;  // a `_bar` pointer: no const may be added
  };

  // What a rule for this function looks like. Parameters that the function doesn't name have made-up names.
  struct Signature {
    std::vector<Parameter> parameters;
    bool hasUnnamed = false;
    std::string ambiguity() const;  // why a name says not which parameter is meant; empty if all is well
  };

  Rule read(clang::FunctionDecl* declaration);
  const clang::DeclContext* findScope(const clang::FunctionDecl* rule, llvm::StringRef qualifiedName) const;
  bool names(const Rule& rule, const clang::FunctionDecl* primal) const;
  std::vector<clang::FunctionDecl*> primalsNamed(const Rule& rule) const;
  Signature signatureFor(const clang::FunctionDecl* primal, Mode mode) const;
  std::string print(const Rule& rule, const clang::FunctionDecl* primal) const;
  // The function to call for this primal (an instance, for a template); null with the reason in `why`.
  clang::FunctionDecl* fit(const Rule& rule, const clang::FunctionDecl* primal, std::string& why) const;
  std::string nameMismatch(const Rule& rule, const Signature& signature) const;
  std::string typeMismatch(const clang::FunctionDecl* rule, const Signature& signature) const;
  std::string resultMismatch(const clang::FunctionDecl* rule, const clang::FunctionDecl* primal) const;
  clang::FunctionDecl* instantiate(const Rule& rule, const Signature& signature) const;
  void report(const Rule& rule, const std::vector<clang::FunctionDecl*>& candidates, const std::string& why) const;
  std::string printType(clang::QualType type) const;

  clang::Sema& sema_;
  diag::Sink& sink_;
  std::vector<Rule> rules_;
  Found tangentRules_;
};

}  // namespace retrograd::frontend
