// Loops of the generator: counted up and down, with guards, with flags in place of break.
#include "generate.h"
#include "ir/build.h"

namespace retrograd::fuzz {

using namespace ir;

// A counter that stays in low … high, not necessarily reaching all of it.
Loop FunctionGenerator::loopHead(int low, int high) {
  Loop loop;
  const bool down = chance(25);
  // Down to a bound above zero only: an unsigned counter can't pass it.
  const bool isUnsigned = (!down || low > 0) && chance(down ? 30 : 10), isLong = chance(isUnsigned ? 40 : 8);
  const bool inclusive = !(down && isUnsigned) && chance(25);
  const Type* type =
      isUnsigned ? isLong ? types_.integer("unsigned long", 64, false) : types_.integer("unsigned int", 32, false)
      : isLong ? types_.longType()
                 : types_.intType();
  const char* suffix = isUnsigned ? isLong ? "ul" : "u" : isLong ? "L" : "";
  auto whole = [&](int value) { return constant(std::to_string(value) + suffix, type); };
  loop.counter = fresh("i", type);
  const int step = !(down && isUnsigned) && chance(20) ? 2 : 1;
  ExpressionPtr first = whole(down ? high : low), last = whole(down ? low : high);
  if (type == types_.intType() && chance(15) && programs_.has(Feature::Integers)) {  // an end known at run time only
    const int room = high - low >= 3 ? 3 : high - low >= 1 ? 1 : 0;
    const ExpressionPtr part = operation(OperationKind::BitAnd, type, {integer(1), whole(room)});
    last = down ? operation(OperationKind::Subtract, type, {whole(high), part})
                : operation(OperationKind::Add, type, {whole(low), part});
  }
  if (!inclusive)
    last = last->kind == ExpressionKind::Constant
               ? whole(down ? low - 1 : high + 1)
               : operation(down ? OperationKind::Subtract : OperationKind::Add, type, {last, whole(1)});
  if (chance(4) && (low > 0 || !isUnsigned)) last = whole(down ? high + 1 : low - 1);  // never runs
  loop.begin = first;
  loop.end = last;
  loop.step = whole(down ? -step : step);
  loop.relation = down ? (inclusive ? OperationKind::GreaterEqual : OperationKind::Greater)
                       : (inclusive ? OperationKind::LessEqual : OperationKind::Less);
  return loop;
}

void FunctionGenerator::loop(Block& out) {
  const int low = chance(30) ? 1 : 0, high = low + static_cast<int>(random_.below(4));
  Loop loop = loopHead(low, high);
  ++loops_;
  inBlock([&] {
    Known& counter = add(loop.counter);
    counter.writable = false;
    counter.low = low;
    counter.high = high;
    if (programs_.has(Feature::LocalsInLoops) && chance(50))
      chance(70) ? declareScalar(loop.body) : declareArray(loop.body);
    fill(loop.body, 1 + random_.below(3));
    if (loop.body.empty()) assign(loop.body);
  });
  --loops_;
  out.push_back({std::move(loop), {}});
}

// for (…) { …; s += m; if (condition) m = x; … }: what is chosen may be used before and behind.
void FunctionGenerator::choiceLoop(Block& out) {
  const Type* type = real();
  const ExpressionPtr first = bounded(type, 1);
  Variable* chosen = fresh("m", type);
  out.push_back(declare(chosen, first));
  Loop loop = loopHead(0, 3);
  ++loops_;
  inBlock([&] {
    Known& counter = add(loop.counter);
    counter.writable = false;
    counter.low = 0;
    counter.high = 3;
    auto use = [&] {
      if (auto target = findPlace(type, true))
        loop.body.push_back(accumulate(*target, product(read(chosen), read(chosen))));
    };
    if (chance(50)) use();
    if (chance(40)) fill(loop.body, 1);
    choice(place(chosen), loop.body);
    if (chance(20)) use();
  });
  --loops_;
  out.push_back({std::move(loop), {}});
  add(chosen);
  if (auto target = findPlace(type, true)) out.push_back(accumulate(*target, read(chosen)));
}

// int n = 0; while (n < 4 && condition) { …; n += 1; }
void FunctionGenerator::whileLoop(Block& out) {
  Variable* guard = fresh("n", types_.intType());
  out.push_back(declare(guard, whole(0)));
  guards_.insert(guard);
  add(guard).writable = false;
  While loop;
  const ExpressionPtr inside =
      operation(OperationKind::Less, types_.boolType(), {read(guard), whole(random_.between(0, 4))});
  const ExpressionPtr data = condition(1);
  loop.condition = chance(20) ? inside
                              : operation(OperationKind::LogicalAnd, types_.boolType(),
                                          chance(70) ? std::vector{inside, data} : std::vector{data, inside});
  ++loops_;
  inBlock([&] {
    const bool early = chance(40);
    if (early) loop.body.push_back(accumulate(place(guard), whole(1)));
    fill(loop.body, 1 + random_.below(3));
    if (!early) loop.body.push_back(accumulate(place(guard), whole(1)));
  });
  --loops_;
  out.push_back({std::move(loop), {}});
}

// bool go = true; while (go) { …; if (condition) go = false; else { … } }
void FunctionGenerator::flagLoop(Block& out) {
  Variable* guard = fresh("count", types_.intType());
  Variable* go = fresh("go", types_.boolType());
  guards_.insert(guard);
  guards_.insert(go);
  out.push_back(declare(guard, whole(0)));
  out.push_back(declare(go, constant("true", types_.boolType())));
  While loop;
  loop.condition = read(go);
  ++loops_;
  inBlock([&] {
    fill(loop.body, 1 + random_.below(2));
    loop.body.push_back(accumulate(place(guard), whole(1)));
    Branch branch;
    const ExpressionPtr enough =
        operation(OperationKind::GreaterEqual, types_.boolType(), {read(guard), whole(random_.between(1, 4))});
    branch.condition = operation(OperationKind::LogicalOr, types_.boolType(), {enough, condition(1)});
    branch.then.push_back(ir::assign(place(go), constant("false", types_.boolType())));
    inBlock([&] {
      if (chance(60)) fill(branch.otherwise, 1 + random_.below(2));
    });
    loop.body.push_back({std::move(branch), {}});
  });
  --loops_;
  out.push_back({std::move(loop), {}});
}

// for (T i = 2; i < 2 + count; ++i) to[i + a] = from[i + b] * from[i + c] - …, count 0 … 7, whatever T is; or of 2 * i.
void FunctionGenerator::stencil(Block& out) {
  constexpr int cells = 32, reach = 2, longest = 7;
  const Type* element = real();
  Variable* from = fresh("from", types_.arrayOf(element, cells));
  Variable* to = fresh("to", types_.arrayOf(element, cells));
  for (Variable* array : {from, to}) {
    out.push_back(declareZero(array));
    loopOver(out, cells, [&](Variable* i, Block& body) {
      body.push_back(ir::assign(ir::element(place(array), read(i)), bounded(element, 1)));
    });
    add(array).length = cells;
  }
  const Type* const types[] = {types_.intType(), types_.longType(), types_.integer("unsigned int", 32, false),
                               types_.integer("unsigned long", 64, false)};
  const char* const suffixes[] = {"", "L", "u", "ul"};
  const unsigned which = random_.below(4);
  const Type* type = types[which];
  auto whole = [&](int value) { return constant(std::to_string(value) + suffixes[which], type); };
  const ExpressionPtr part = operation(OperationKind::BitAnd, types_.intType(), {integer(1), this->whole(longest)});
  const ExpressionPtr count = which == 0 ? part : operation(OperationKind::Cast, type, {part});
  Loop loop;
  loop.counter = fresh("i", type);
  loop.begin = whole(reach);
  loop.end = chance(70) ? operation(OperationKind::Add, type, {count, whole(reach)})
                        : whole(reach + static_cast<int>(random_.below(longest + 1)));
  loop.step = whole(1);
  if (chance(25)) loop.relation = OperationKind::LessEqual;
  const int stride = chance(70) ? 1 : random_.between(2, 3);
  auto at = [&](Variable* array) {
    const int distance = random_.between(-reach, reach);
    ExpressionPtr i = read(loop.counter);
    if (stride > 1) i = operation(OperationKind::Multiply, type, {whole(stride), i});
    const ExpressionPtr moved = distance == 0 ? i
                                              : operation(distance > 0 ? OperationKind::Add : OperationKind::Subtract,
                                                          type, {i, whole(std::abs(distance))});
    return ir::element(place(array), moved);
  };
  ExpressionPtr value = read(at(from));
  for (int terms = random_.between(1, 3); terms > 0; --terms)
    value = sum(value, product(chance(60) ? number(element, random_.real(-1, 1)) : read(at(from)), read(at(from))));
  const Place target = at(chance(stride > 1 ? 50 : 85) ? to : from);
  if (chance(15)) value = math("tanh", element, {value});
  loop.body.push_back(chance(30) ? accumulate(target, value) : ir::assign(target, value));
  if (chance(15)) loop.body.push_back(ir::assign(target, product(read(target), number(element, 0.8))));
  if (chance(15)) {  // a number that may be what the sums around it go into
    const Place somewhere = ir::element(place(from), index(cells));
    loop.body.push_back(ir::assign(chance(50) ? somewhere : at(from), number(element, 0.25)));
    loop.body.push_back(accumulate(target.root == to ? target : at(to), product(read(at(from)), number(element, 0.7))));
  }
  if (chance(15)) loop.body.push_back(accumulate(at(to), product(read(at(from)), number(element, 0.5))));
  out.push_back({std::move(loop), {}});
}

}  // namespace retrograd::fuzz
