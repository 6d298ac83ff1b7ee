// Updates of a matrix in place, over triangles: subscripts i * stride + j, of which bounds of loops tell that they
// differ, or seem to.
#include "generate.h"
#include "ir/build.h"

namespace retrograd::fuzz {

using namespace ir;

namespace {
constexpr int mostRows = 4, widest = 5, reach = 1;
constexpr int cells = mostRows * widest + widest + 2 * reach;
}  // namespace

// Its elements and their values.
void FunctionGenerator::makeCells(Matrix& matrix, const Type* element, Block& out) {
  matrix.cells = fresh("cells", types_.arrayOf(element, cells));
  out.push_back(declareZero(matrix.cells));
  loopOver(out, cells, [&](Variable* i, Block& body) {
    body.push_back(ir::assign(ir::element(place(matrix.cells), read(i)), bounded(element, 1)));
  });
  add(matrix.cells).length = cells;
}

FunctionGenerator::Matrix FunctionGenerator::makeMatrix(Block& out) {
  Matrix matrix;
  const Type* const types[] = {types_.intType(), types_.longType(), types_.integer("unsigned int", 32, false),
                               types_.integer("unsigned long", 64, false)};
  const char* const suffixes[] = {"", "L", "u", "ul"};
  const unsigned which = chance(50) ? 0 : random_.below(4);
  matrix.type = types[which];
  matrix.suffix = suffixes[which];
  makeCells(matrix, real(), out);
  // A size known at run time only: 2 … 4, mostly the stride and the bound of loops, as in square matrices.
  matrix.size = fresh("size", matrix.type);
  const ExpressionPtr part = operation(OperationKind::BitAnd, types_.intType(), {integer(1), whole(1)});
  const ExpressionPtr count = operation(OperationKind::Add, types_.intType(), {part, whole(random_.between(2, 3))});
  out.push_back(declare(matrix.size, which == 0 ? count : operation(OperationKind::Cast, matrix.type, {count})));
  matrix.stride = chance(70) ? read(matrix.size) : matrix.whole(random_.between(1, widest));
  return matrix;
}

// A bound of loops, 0 … mostRows; now and then another than the matrix's own.
ExpressionPtr FunctionGenerator::matrixBound(const Matrix& matrix) {
  if (chance(70)) return read(matrix.size);
  if (chance(50)) return matrix.whole(random_.between(1, mostRows));
  return operation(OperationKind::Subtract, matrix.type, {read(matrix.size), matrix.whole(1)});
}

// Over a whole dimension, or the part before or behind an outer counter, with or without it.
Loop FunctionGenerator::matrixLoop(const Matrix& matrix, const char* name, Variable* outer) {
  Loop loop;
  loop.counter = fresh(name, matrix.type);
  loop.begin = matrix.whole(0);
  loop.end = matrixBound(matrix);
  loop.step = matrix.whole(1);
  const unsigned form = outer ? random_.below(5) : 0;
  if (form == 1 || form == 2) {
    loop.end = read(outer);
    if (form == 2) loop.relation = OperationKind::LessEqual;
  } else if (form >= 3) {
    loop.begin = form == 3 ? read(outer) : operation(OperationKind::Add, matrix.type, {read(outer), matrix.whole(1)});
  }
  if (!matrix.type->isSigned || loop.relation != OperationKind::Less || !chance(25)) return loop;
  // The same, downwards.
  const ExpressionPtr last = operation(OperationKind::Subtract, matrix.type, {loop.end, matrix.whole(1)});
  loop.end = loop.begin;
  loop.begin = last;
  loop.step = matrix.whole(-1);
  loop.relation = OperationKind::GreaterEqual;
  return loop;
}

Place FunctionGenerator::matrixElement(const Matrix& matrix, Variable* row, Variable* column) {
  const ExpressionPtr start = operation(OperationKind::Multiply, matrix.type, {read(row), matrix.stride});
  ExpressionPtr at = operation(OperationKind::Add, matrix.type, {start, read(column)});
  if (chance(12)) at = operation(OperationKind::Add, matrix.type, {at, matrix.whole(reach)});
  return ir::element(place(matrix.cells), at);
}

// for (j …) for (i …) {s = m[i, j]; for (k …) s += m[i, k] * m[j, k]; m[i, j] = tanh(s);}
void FunctionGenerator::matrix(Block& out) {
  const Matrix matrix = makeMatrix(out);
  const Type* element = matrix.cells->type->element;
  Loop outer = matrixLoop(matrix, "j", nullptr);
  Loop middle = matrixLoop(matrix, "i", chance(60) ? outer.counter : nullptr);
  Variable *j = outer.counter, *i = middle.counter;
  auto either = [&](Variable* a, Variable* b) { return chance(50) ? a : b; };
  auto update = [&](Block& body, Variable* row, Variable* bound) {
    Variable* sum = fresh("s", element);
    body.push_back(declare(sum, chance(50) ? bounded(element, 1) : read(matrixElement(matrix, row, j))));
    Loop inner = matrixLoop(matrix, "k", bound);
    Variable* k = inner.counter;
    const Place first = matrixElement(matrix, row, k);
    const Place second =
        chance(60) ? matrixElement(matrix, either(row, j), k) : matrixElement(matrix, k, either(j, row));
    inner.body.push_back(accumulate(place(sum), product(read(first), read(second))));
    if (chance(8)) inner.body.push_back(ir::assign(matrixElement(matrix, k, j), math("sin", element, {read(sum)})));
    body.push_back({std::move(inner), {}});
    const ExpressionPtr stored = math(chance(50) ? "tanh" : "sin", element, {read(sum)});
    const Place target = chance(85) ? matrixElement(matrix, row, j) : matrixElement(matrix, j, row);
    body.push_back(chance(15) ? accumulate(target, product(stored, number(element, 0.1))) : ir::assign(target, stored));
  };
  if (chance(30)) update(outer.body, j, j);
  update(middle.body, i, either(j, i));
  outer.body.push_back({std::move(middle), {}});
  if (chance(15)) outer.body.push_back(ir::assign(matrixElement(matrix, j, j), number(element, 0.5)));
  out.push_back({std::move(outer), {}});
}

// for (i …) for (j …) {m[i, j] = c * from[i, j]; m[i, j] += c * m[i, j + 1]; …}: an iteration has a row of its own, or
// seems to. Nothing that the derivatives need is overwritten, so that the reverse sweep's order is free or not by rows.
void FunctionGenerator::matrixRows(Block& out) {
  const Matrix matrix = makeMatrix(out);
  const Type* element = matrix.cells->type->element;
  Matrix from = matrix;
  makeCells(from, element, out);
  Loop outer = matrixLoop(matrix, "i", nullptr);
  auto sums = [&](Block& body, Variable* column) {
    auto at = [&](const Matrix& of) { return matrixElement(of, outer.counter, column); };
    for (int statements = random_.between(1, 2); statements > 0; --statements) {
      const ExpressionPtr factor = chance(60) ? number(element, random_.real(-1, 1)) : read(at(from));
      const Place source = chance(60)   ? at(from)
                           : chance(70) ? at(matrix)
                                        : matrixElement(matrix, column, outer.counter);
      const ExpressionPtr value = product(source.root == matrix.cells ? number(element, 0.7) : factor, read(source));
      const Place target = at(matrix);
      body.push_back(chance(30) ? accumulate(target, value) : ir::assign(target, value));
    }
  };
  for (int loops = random_.between(1, 2); loops > 0; --loops) {
    Loop inner = matrixLoop(matrix, "j", chance(15) ? outer.counter : nullptr);
    sums(inner.body, inner.counter);
    outer.body.push_back({std::move(inner), {}});
  }
  out.push_back({std::move(outer), {}});
}

}  // namespace retrograd::fuzz
