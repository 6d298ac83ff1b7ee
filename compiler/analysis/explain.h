// Why something is active: the way that active data took from a parameter, for the note behind an error.
#pragma once

#include "analysis/activity.h"
#include "diag/diagnostics.h"

namespace retrograd::analysis {

// Of the user's own variables; those of the compiler have no place in the source.
bool isUsers(const ir::Variable& variable);
// As the user wrote it: copies of parameters have names that nobody knows.
const std::string& userName(const ir::Variable& variable);

// The shortest chain of assignments and calls from an active parameter to one of the objects, as notes:
//   'x' is active: it flows to 't' (line 12), then 'w' (line 14)
// None if nothing active reaches them.
std::vector<diag::Note> whyActive(const ir::Function& function, const Activity& activity, const Objects& reached);
// The same for what the expression reads, what the call takes.
std::vector<diag::Note> whyActive(const ir::Function& function, const Activity& activity,
                                  const ir::ExpressionPtr& expression);
std::vector<diag::Note> whyActive(const ir::Function& function, const Activity& activity,
                                  const ir::Statement& statement);

}  // namespace retrograd::analysis
