// Iterations that each sum up a row, and what stands between the sums: some may run side by side, others seem to.
#include "generate.h"
#include "ir/build.h"

namespace retrograd::fuzz {

using namespace ir;

// One of an iteration's sums: over what no iteration writes (`from`), over what some do (`to`), with a number that is
// carried along.
void FunctionGenerator::rowSum(const RowSums& sums, Variable* row, Variable* sum, Block& body) {
  const Type* element = sums.from.cells->type->element;
  Loop inner = matrixLoop(sums.from, "k", chance(10) ? row : nullptr);
  Variable* k = inner.counter;
  ExpressionPtr value = read(chance(70) ? matrixElement(sums.from, row, k) : matrixElement(sums.from, k, row));
  if (sums.pointer && chance(60)) value = read(ir::element(place(sums.pointer), read(k)));
  const unsigned other = random_.below(10);
  if (other < 4) value = product(value, read(matrixElement(sums.from, chance(50) ? k : row, k)));
  if (other == 4) value = product(value, read(matrixElement(sums.to, row, k)));
  if (other == 5) value = product(value, read(sums.carried));
  if (chance(40)) {
    Variable* term = fresh("term", element);
    inner.body.push_back(declare(term, product(value, number(element, 0.5))));
    value = read(term);
  }
  inner.body.push_back(accumulate(place(sum), value));
  if (chance(6)) inner.body.push_back(ir::assign(matrixElement(sums.to, row, k), number(element, 0.25)));
  body.push_back({std::move(inner), {}});
}

// What an iteration does beside: reads a sum, goes on with it, changes what others read.
void FunctionGenerator::besideSums(const RowSums& sums, Variable* row, Variable* sum, Block& body) {
  const Type* element = sums.from.cells->type->element;
  const Place own = matrixElement(sums.to, row, row);
  switch (random_.below(7)) {
  case 0:
  case 1: return body.push_back(ir::assign(own, math("tanh", element, {read(sum)})));
  case 2: return body.push_back(accumulate(own, product(read(sum), number(element, 0.3))));
  case 3: return body.push_back(accumulate(place(sum), product(read(own), number(element, 0.3))));
  case 4:
    return body.push_back(
        ir::assign(place(sums.carried), math("sin", element, {product(read(sum), read(sums.carried))})));
  case 5: return body.push_back(ir::assign(place(sum), product(read(sum), number(element, 0.5))));
  default:
    if (!chance(15)) return;
    body.push_back(ir::assign(matrixElement(sums.from, row, row), math("sin", element, {read(sum)})));
  }
}

// for (i …) {s = 0; for (k …) s += from[i, k] * from[k, k]; to[i, i] = tanh(s); carried = sin(s * carried);}
void FunctionGenerator::rowSums(Block& out) {
  RowSums sums;
  sums.from = makeMatrix(out);
  sums.to = sums.from;
  const Type* element = sums.from.cells->type->element;
  makeCells(sums.to, element, out);
  sums.carried = fresh("carried", element);
  out.push_back(declare(sums.carried, bounded(element, 1)));
  Loop outer = matrixLoop(sums.from, "i", nullptr);
  Variable* row = outer.counter;
  if (chance(30)) {
    sums.pointer = fresh("row", types_.pointerTo(element));
    const ExpressionPtr start = operation(OperationKind::Multiply, sums.from.type, {read(row), sums.from.stride});
    outer.body.push_back(declare(
        sums.pointer, addressOf(ir::element(place(chance(80) ? sums.from.cells : sums.to.cells), start), false)));
  }
  for (int count = random_.between(1, 2); count > 0; --count) {
    Variable* sum = fresh("s", element);
    const ExpressionPtr start = chance(60)   ? number(element, 0.0)
                                : chance(70) ? read(matrixElement(sums.from, row, row))
                                             : read(sums.carried);
    outer.body.push_back(declare(sum, start));
    if (chance(25)) besideSums(sums, row, sum, outer.body);
    rowSum(sums, row, sum, outer.body);
    if (chance(50)) besideSums(sums, row, sum, outer.body);
    if (chance(20)) rowSum(sums, row, sum, outer.body);
    besideSums(sums, row, sum, outer.body);
  }
  out.push_back({std::move(outer), {}});
  add(sums.carried);
}

}  // namespace retrograd::fuzz
