// The derivative variables that stand beside a function's own: x_dot or x_bar. Pointer locals get companions that are
// moved in step with them: `p = a + k` beside `p_bar = a_bar + k`.
#pragma once

#include "analysis/activity.h"
#include "analysis/memory.h"
#include "diag/diagnostics.h"
#include "ir/ir.h"

#include <functional>
#include <map>
#include <set>

namespace retrograd::transform {

enum class Direction { Tangent, Adjoint };

// The type of the companion of a parameter of this type: x_dot is like x, x_bar can be added to.
const ir::Type* companionType(ir::TypeTable& types, Direction direction, const ir::Type* type);
std::string companionName(Direction direction, const std::string& name);

class Companions {
public:
  Companions(ir::Function& function, ir::TypeTable& types, Direction direction)
      : function_(function), types_(types), direction_(direction) {}

  // Makes the companion of a parameter (not yet in function.parameters).
  ir::Variable* addParameter(const ir::Variable* parameter);
  // The companion, made on first use for locals.
  ir::Variable* of(const ir::Variable* variable);
  ir::Variable* find(const ir::Variable* variable) const;
  const std::map<const ir::Variable*, ir::Variable*>& all() const { return of_; }

  // Inserts, beside every statement that sets a pointer to active memory, the one that sets its companion.
  void addPointerLocals(const analysis::Activity& activity, const analysis::Memory& memory, diag::Sink& sink);
  // Locals whose companion a pointer leads to: it must exist as long as the pointer (declared at the function's top).
  const std::set<const ir::Variable*>& pointedTo() const { return pointedTo_; }

  // The same pointer into the companions' memory. `kept`: it may outlive the block of what it leads to.
  ir::ExpressionPtr pointer(const ir::ExpressionPtr& expression, bool kept = true);
  void markPointedTo(const ir::Variable* variable) { pointedTo_.insert(variable); }
  ir::Place place(const ir::Place& place);

private:
  void follow(ir::Block& block, const analysis::Activity& activity, const analysis::Memory& memory, diag::Sink& sink);
  void followArguments(const ir::Call& call, const analysis::Activity& activity, const analysis::Memory& memory,
                       ir::Location location, diag::Sink& sink);
  void findFollowed(const analysis::Activity& activity);
  bool isFollowed(const ir::Variable* pointer, const analysis::Activity& activity) const;
  void checkRecords(const ir::Statement& statement, const analysis::Activity& activity, const analysis::Memory& memory,
                    diag::Sink& sink) const;
  bool checkRoots(const ir::ExpressionPtr& pointer, const analysis::Activity& activity, const analysis::Memory& memory,
                  ir::Location location, diag::Sink& sink) const;

  ir::Function& function_;
  ir::TypeTable& types_;
  Direction direction_;
  std::map<const ir::Variable*, ir::Variable*> of_;
  std::set<const ir::Variable*> pointedTo_, followed_;
};

}  // namespace retrograd::transform
