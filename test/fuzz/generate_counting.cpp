// Loops that count by themselves, and what else they count: subscripts that grow by the same in each iteration, or seem
// to.
#include "generate.h"
#include "ir/build.h"

namespace retrograd::fuzz {

using namespace ir;

namespace {
constexpr int cells = 64, middle = 32, mostTrips = 4, widestStep = 2;
}  // namespace

// A register that counts: near the middle of the cells, from where no loop leaves them.
FunctionGenerator::Counted FunctionGenerator::makeCounted(const char* name, Block& out) {
  const Type* const types[] = {types_.intType(), types_.longType(), types_.integer("unsigned int", 32, false),
                               types_.integer("unsigned long", 64, false)};
  const char* const suffixes[] = {"", "L", "u", "ul"};
  const unsigned which = random_.below(4);
  Counted counted;
  counted.type = types[which];
  counted.suffix = suffixes[which];
  counted.variable = fresh(name, counted.type);
  ExpressionPtr start = counted.whole(middle);
  if (chance(50)) {
    const ExpressionPtr part = operation(OperationKind::BitAnd, types_.intType(), {integer(1), whole(3)});
    const ExpressionPtr moved = which == 0 ? part : operation(OperationKind::Cast, counted.type, {part});
    start = operation(OperationKind::Add, counted.type, {start, moved});
  }
  out.push_back(declare(counted.variable, start));
  return counted;
}

// j += by;
Statement FunctionGenerator::stepOf(const Counted& counted, int by) {
  const Place target = place(counted.variable);
  if (by > 0 || counted.type->isSigned)
    if (chance(60)) return accumulate(target, counted.whole(by));
  const OperationKind kind = by > 0 ? OperationKind::Add : OperationKind::Subtract;
  return ir::assign(target, operation(kind, counted.type, {read(counted.variable), counted.whole(std::abs(by))}));
}

// s += cells[j] * cells[j + 1];
void FunctionGenerator::useCounted(Variable* array, const Counted& counted, Block& out) {
  const Type* element = array->type->element;
  auto at = [&](int distance) {
    const ExpressionPtr j = read(counted.variable);
    const OperationKind kind = distance > 0 ? OperationKind::Add : OperationKind::Subtract;
    return ir::element(place(array),
                       distance == 0 ? j : operation(kind, counted.type, {j, counted.whole(std::abs(distance))}));
  };
  if (chance(25)) {
    const ExpressionPtr value = product(number(element, 0.5), read(at(random_.between(-2, 2))));
    return out.push_back(chance(50) ? accumulate(at(0), value) : ir::assign(at(0), math("sin", element, {value})));
  }
  const ExpressionPtr value = product(read(at(0)), chance(50) ? read(at(random_.between(-1, 1))) : bounded(element, 1));
  if (auto target = findPlace(element, true)) out.push_back(accumulate(*target, value));
}

// for (…) {… cells[j] …; j += 2; …}   or   while (j < end) {…; j += 1; …}, with a further one in either.
void FunctionGenerator::counting(Block& out) {
  const Type* element = real();
  Variable* array = fresh("cells", types_.arrayOf(element, cells));
  out.push_back(declareZero(array));
  loopOver(out, cells, [&](Variable* i, Block& body) {
    body.push_back(ir::assign(ir::element(place(array), read(i)), bounded(element, 1)));
  });
  add(array).length = cells;
  const bool isWhile = chance(50);
  std::vector<Counted> counts;
  for (int count = isWhile ? random_.between(0, 1) : random_.between(1, 2); count > 0; --count)
    counts.push_back(makeCounted("j", out));
  Block body;
  ++loops_;
  auto fillBody = [&] {
    for (const Counted& counted : counts) {
      const int by = random_.between(1, widestStep) * (chance(50) ? 1 : -1);
      if (chance(60)) useCounted(array, counted, body);
      Block step{stepOf(counted, by)};
      if (chance(8)) {
        Branch branch;
        branch.condition = condition(1);
        branch.then = std::move(step);
        step = {{std::move(branch), {}}};
      }
      body.push_back(std::move(step[0]));
      if (chance(10)) body.push_back(stepOf(counted, chance(50) ? 1 : -1));
      if (chance(60)) useCounted(array, counted, body);
      if (chance(30)) fill(body, 1);
    }
  };
  if (isWhile) {
    counts.push_back(countingWhile(array, fillBody, body, out));
  } else {
    Loop loop = loopHead(0, mostTrips - 1);
    inBlock([&] {
      Known& counter = add(loop.counter);
      counter.writable = false;
      counter.low = 0;
      counter.high = mostTrips - 1;
      fillBody();
    });
    if (chance(25)) {  // its end counts as it was
      Variable* end = fresh("end", loop.counter->type);
      out.push_back(declare(end, loop.end));
      loop.end = read(end);
      body.push_back(ir::assign(place(end), constant("2", end->type)));
    }
    loop.body = std::move(body);
    out.push_back({std::move(loop), {}});
  }
  --loops_;
  for (const Counted& counted : counts)
    if (chance(50)) useCounted(array, counted, out);
}

// Ends where it counts to, upwards or downwards; `!=` is met exactly.
FunctionGenerator::Counted FunctionGenerator::countingWhile(Variable* array, const std::function<void()>& fillBody,
                                                            Block& body, Block& out) {
  const Counted counted = makeCounted("i", out);
  const bool isUp = chance(60);
  const int step = chance(75) ? 1 : 2, trips = random_.between(0, mostTrips);
  // From the middle, and up to three further.
  const ExpressionPtr first = out.back().as<Declare>()->init;
  Variable* end = fresh("end", counted.type);
  out.push_back(declare(end, operation(isUp ? OperationKind::Add : OperationKind::Subtract, counted.type,
                                       {chance(70) ? first : counted.whole(middle), counted.whole(step * trips)})));
  const bool isExact = sameExpression(*out.back().as<Declare>()->init->operands[0], *first);
  OperationKind relation = isUp ? OperationKind::Less : OperationKind::Greater;
  if (isExact && chance(30)) relation = OperationKind::NotEqual;
  if (relation != OperationKind::NotEqual && chance(25))
    relation = isUp ? OperationKind::LessEqual : OperationKind::GreaterEqual;
  While loop;
  loop.condition = operation(relation, types_.boolType(), {read(counted.variable), read(end)});
  inBlock([&] {
    if (chance(60)) useCounted(array, counted, body);
    const bool isFilledFirst = chance(50);
    if (isFilledFirst) fillBody();
    body.push_back(stepOf(counted, isUp ? step : -step));
    if (chance(40)) useCounted(array, counted, body);
    if (!isFilledFirst) fillBody();
  });
  loop.body = std::move(body);
  out.push_back({std::move(loop), {}});
  return counted;
}

}  // namespace retrograd::fuzz
