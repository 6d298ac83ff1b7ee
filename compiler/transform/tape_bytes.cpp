// Before: f_adjoint, finished.  After: f_tape_bytes, which takes f's arguments and adds up what f_adjoint puts on its
// tape, in loops as f_adjoint runs them; a loop whose iterations keep the same is a product.
// Refuses (there is no such function then): what is kept depends on data that f computes: while loops, bounds that
// change, what callees keep.
#include "transform/tape_bytes.h"

#include "analysis/memory.h"
#include "ir/build.h"
#include "ir/clone.h"
#include "ir/tape_arrays.h"
#include "transform/algebra.h"
#include "transform/cleanup.h"
#include "transform/derivatives.h"
#include "transform/mentions.h"

#include <algorithm>
#include <set>

namespace retrograd::transform {

using namespace ir;
using namespace analysis;

bool givesBack(const Block& block) {
  bool found = false;
  forEachStatement(block, [&](const Statement& statement) {
    const auto* node = statement.as<TapeOperation>();
    const auto* call = statement.as<Call>();
    found |= (node && node->kind == TapeOperation::Pop) || (call && isRelease(*call->callee));
  });
  return found;
}

namespace {

class TapeBytes {
public:
  TapeBytes(Module& module, Function& adjoint, const std::set<const Variable*>& parameters)
      : module_(module), adjoint_(adjoint), parameters_(parameters), memory_(adjoint) {
    bytes_ = adjoint.newVariable("bytes", module.types.longType());
    findDefinitions();
  }

  // Empty where the arguments don't tell.
  std::optional<Block> sum() {
    Block body = sumOf(adjoint_.body);
    if (!isClosed_) return std::nullopt;
    if (body.empty()) return Block{{Return{literal(0, bytes_->type)}, {}}};
    if (isBound_) body.insert(body.begin(), {Comment{"At most: what a branch keeps counts in any case."}, {}});
    body.insert(body.begin(), declare(bytes_, literal(0, bytes_->type)));
    body.push_back({Return{read(bytes_)}, {}});
    return body;
  }

private:
  // ---- values in terms of the arguments

  // Locals that are set once, where they are declared, stand for their value.
  void findDefinitions() {
    forEachStatement(adjoint_.body, [&](const Statement& statement) {
      if (const auto* node = statement.as<Declare>(); node && node->init) define(node->variable, node->init);
      if (const auto* node = statement.as<Assign>()) define(node->target.root, nullptr);
      if (const auto* node = statement.as<Call>(); node && node->result) define(node->result->root, nullptr);
      if (const auto* node = statement.as<TapeOperation>()) define(node->variable, nullptr);
      if (const auto* node = statement.as<Verbatim>())
        for (const Variable* variable : node->writes) define(variable, nullptr);
    });
  }
  void define(const Variable* variable, const ExpressionPtr& value) {
    const auto [known, isFirst] = definitions_.emplace(variable, value);
    if (!isFirst || memory_.isAddressTaken(variable)) known->second = nullptr;
  }

  bool isUnchanged(const Place& place) const {
    if (!parameters_.count(place.root) || memory_.loadsPointer(place)) return false;
    const Objects objects = memory_.objectsOf(place);
    return !objects.empty() && std::none_of(objects.begin(), objects.end(), [&](const Object& object) {
      return memory_.isWritten(object) || memory_.isResized(object);
    });
  }

  // As large as it was made, if its size stays: std::vector<double> v(n).
  ExpressionPtr sizeAtStart(const Place& size) {
    const auto made = definitions_.find(size.root);
    const bool isOwn = size.path.size() == 1 && made != definitions_.end() && made->second;
    if (!isOwn || made->second->kind != ExpressionKind::Operation || made->second->operation != OperationKind::Sized)
      return nullptr;
    return convert(resolve(made->second->operands[0]), read(size)->type);
  }

  ExpressionPtr resolveRead(const Expression& e) {
    const Place& place = e.place;
    if (place.isVariable()) {
      if (counters_.count(place.root)) return read(place);
      if (parameters_.count(place.root) && !definitions_.count(place.root) && memory_.isRegister(place.root))
        return read(place);
      const auto known = definitions_.find(place.root);
      const bool isValue = known != definitions_.end() && known->second && memory_.isRegister(place.root) &&
                           place.root->role == VariableRole::Local;
      if (isValue) return resolve(known->second);
    }
    if (place.root->role == VariableRole::Local && isVectorSize(place)) return sizeAtStart(place);
    if (!isUnchanged(place)) return nullptr;
    Place resolved = place;
    for (Step& step : resolved.path)
      if (step.index && !(step.index = resolve(step.index))) return nullptr;
    return read(resolved);
  }

  // The expression in terms of arguments and counters; null where there is none.
  ExpressionPtr resolve(const ExpressionPtr& e) {
    if (!e || e->type->isAggregate() || e->type->isPointer()) return nullptr;
    if (e->kind == ExpressionKind::Constant) return e;
    if (e->kind == ExpressionKind::Read) return resolveRead(*e);
    if (e->kind != ExpressionKind::Operation) return nullptr;
    Expression copy = *e;
    for (ExpressionPtr& operand : copy.operands)
      if (!(operand = resolve(operand))) return nullptr;
    return std::make_shared<const Expression>(std::move(copy));
  }

  // ---- statements

  Block sumOf(const Block& block) {
    Block out;
    for (const Statement& statement : block) sumOf(statement, out);
    return out;
  }

  void sumOf(const Statement& statement, Block& out) {
    if (const auto* node = statement.as<TapeOperation>()) {
      if (node->kind == TapeOperation::Push) add(node->variable->type, constant("1", bytes_->type), out);
    } else if (const auto* node = statement.as<Call>()) {
      sumOf(*node, out);
    } else if (const auto* node = statement.as<Loop>()) {
      sumOf(*node, out);
    } else if (const auto* node = statement.as<While>()) {
      isClosed_ &= sumOf(node->body).empty();
    } else if (const auto* node = statement.as<Scope>()) {
      append(sumOf(node->body), out);
    } else if (const auto* node = statement.as<Branch>()) {
      Block then = sumOf(node->then), otherwise = sumOf(node->otherwise);
      if (then.empty() && otherwise.empty()) return;
      if (const ExpressionPtr condition = resolve(node->condition)) {
        out.push_back({Branch{condition, std::move(then), std::move(otherwise)}, statement.location});
      } else {
        isBound_ = true;
        append(then, out);
        append(otherwise, out);
      }
    }
  }

  void sumOf(const Call& call, Block& out) {
    if (isRelease(*call.callee)) return;
    if (isReserve(*call.callee)) return add(call.callee->result->element, resolve(call.arguments[1].value), out);
    // A callee's half, which keeps what it wants.
    for (const Argument& argument : call.arguments)
      isClosed_ &= !(argument.reference && isTape(*argument.reference->root));
  }

  void sumOf(const Loop& loop, Block& out) {
    counters_.insert(loop.counter);
    const Block body = sumOf(loop.body);
    counters_.erase(loop.counter);
    if (body.empty()) return;
    const ExpressionPtr begin = resolve(loop.begin), end = resolve(loop.end), step = resolve(loop.step);
    if (!begin || !end || !step) return fail();
    const bool isSame = isSameInEach(body, loop.counter);
    const ExpressionPtr trips = tripsOf(loop, begin, end);
    if (givesBack(loop.body)) {
      if (!isSame) return fail();
      out.push_back({Branch{comparison(loop.relation, begin, end), body, {}}, {}});
    } else if (isSame && trips) {
      out.push_back({Branch{comparison(loop.relation, begin, end), times(body, trips), {}}, {}});
    } else {
      out.push_back({Loop{loop.counter, begin, end, step, loop.relation, body}, {}});
    }
  }

  ExpressionPtr comparison(OperationKind relation, const ExpressionPtr& a, const ExpressionPtr& b) const {
    return operation(relation, module_.types.boolType(), {a, b});
  }

  // How often a loop runs that runs at all; null where that is no difference.
  ExpressionPtr tripsOf(const Loop& loop, const ExpressionPtr& begin, const ExpressionPtr& end) const {
    const bool up = loop.relation == OperationKind::Less || loop.relation == OperationKind::LessEqual;
    const bool open = loop.relation == OperationKind::Less || loop.relation == OperationKind::Greater;
    if (loop.counter->type->kind != TypeKind::Integer || !isLiteral(loop.step, up ? 1 : -1)) return nullptr;
    const Type* type = bytes_->type;
    const ExpressionPtr distance = isLiteral(up ? begin : end, 0) ? convert(up ? end : begin, type)
                                   : up ? subtract(convert(end, type), convert(begin, type))
                                        : subtract(convert(begin, type), convert(end, type));
    return open ? distance : ir::operation(OperationKind::Add, type, {distance, literal(1, type)});
  }

  bool isSameInEach(const Block& block, const Variable* counter) const {
    bool same = true;
    forEachStatement(block, [&](const Statement& statement) {
      same &= !statement.as<Loop>() && !mentionsAnywhere(statement, counter);
    });
    return same;
  }

  Block times(const Block& block, const ExpressionPtr& trips) const {
    Block result = block;
    forEachStatement(result, [&](Statement& statement) {
      if (auto* node = statement.as<Assign>()) node->value = multiply(trips, node->value);
    });
    return result;
  }

  void add(const Type* type, const ExpressionPtr& count, Block& out) {
    if (!count || type->holdsVector() || type->kind == TypeKind::Opaque) return fail();
    Variable* size = adjoint_.newVariable("size", bytes_->type);
    size->isConst = true;
    Call call{tapeBytesFunction(module_, type), {{convert(count, bytes_->type), std::nullopt}}, place(size), true};
    out.push_back({std::move(call), {}});
    out.push_back(accumulate(place(bytes_), read(size)));
  }

  void fail() { isClosed_ = false; }
  static void append(const Block& block, Block& out) { out.insert(out.end(), block.begin(), block.end()); }

  Module& module_;
  Function& adjoint_;
  const std::set<const Variable*>& parameters_;
  const Memory memory_;
  Variable* bytes_ = nullptr;
  std::map<const Variable*, ExpressionPtr> definitions_;  // null: set more than once, or not by an expression
  std::set<const Variable*> counters_;                    // of the loops around
  bool isClosed_ = true, isBound_ = false;
};

}  // namespace

bool makeTapeBytes(Derivatives& derivatives, Function& primal, const Variant& variant, Derivative& result) {
  const Derivative* adjoint = derivatives.adjoint(primal, variant);
  if (!adjoint) return false;
  for (unsigned i = 0; i < primal.parameters.size(); ++i) result.sources.push_back({Source::Primal, i});
  result.function->result = derivatives.module().types.longType();
  declareParameters(result, primal, Direction::Adjoint, derivatives.module().types);
  Function scratch;
  cloneInto(*adjoint->function, scratch);
  VariableMap map;
  std::set<const Variable*> parameters;
  for (std::size_t i = 0; i < adjoint->sources.size(); ++i)
    if (adjoint->sources[i].kind == Source::Primal) {
      map[scratch.parameters[i]] = result.function->parameters[adjoint->sources[i].index];
      parameters.insert(scratch.parameters[i]);
    }
  const std::optional<Block> body = TapeBytes(derivatives.module(), scratch, parameters).sum();
  if (!body) return false;
  adopt(scratch, *body, *result.function, map);
  result.function->hasBody = true;
  return derivatives.passes().check("tape-bytes", *result.function) &&
         derivatives.passes().after(*result.function, derivatives.module().types);
}

}  // namespace retrograd::transform
