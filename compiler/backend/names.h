// The only place where names of derivatives are chosen. A name says what the thing is and is a function of nothing
// else (no counters), so that two translation units never merge different functions.
//
//   adjointName("f")                    f_adjoint
//   wrtName(adjointName("f"), {0, 2})   f_adjoint_wrt_0_2
//   barName("x")                        x_bar
//
// Names of variables may still collide with the user's: pass them to Function::newVariable, which makes them unique.
#pragma once

#include <string>
#include <vector>

namespace retrograd::backend {

// ---- functions: `function` is the primal's unscoped name
std::string tangentName(const std::string& function);                      // f_tangent
std::string adjointName(const std::string& function);                      // f_adjoint
std::string hvpName(const std::string& function);                          // f_hvp
std::string rowsName(const std::string& derivative, unsigned rows);        // f_adjoint_rows_2
std::string columnsName(const std::string& derivative, unsigned columns);  // f_tangent_columns_2
std::string tapeBytesName(const std::string& function);                    // f_tape_bytes: what f_adjoint keeps
std::string forwardName(const std::string& function);  // f_forward: the forward half of a split adjoint
std::string reverseName(const std::string& function);  // f_reverse: the reverse half
// What a loop over `counter` is where its record is bounded, and one of its iterations: f_loop_t, f_step_t.
std::string loopName(const std::string& function, const std::string& counter);
std::string stepName(const std::string& function, const std::string& counter);
// A derivative in which only these parameters (counted from 0, ascending) are active: f_adjoint_wrt_0_2. None:
// f_adjoint_wrt_none.
std::string wrtName(const std::string& derivative, const std::vector<unsigned>& parameters);
// A derivative whose result's derivative nobody has or wants (a call for its in/out arguments): f_adjoint_no_result.
std::string withoutResultName(const std::string& derivative);
// The halves of a split adjoint for callers that change what these parameters lead to in between: f_forward_changing_0.
std::string changingName(const std::string& derivative, const std::vector<unsigned>& parameters);
// A derivative without 0·inf protection: f_adjoint_strict.
std::string strictName(const std::string& derivative);

// ---- variables
std::string barName(const std::string& variable);        // x_bar: adjoint
std::string dotName(const std::string& variable);        // x_dot: tangent
std::string savedName(const std::string& variable);      // x_saved: a value kept for the reverse sweep
std::string elementName(const std::string& variable);    // x_element: an element that a loop reads, read before it
std::string countName(const std::string& variable);      // i_count: trip count of a loop
std::string resultName();                                // result
std::string tapeName();                                  // tape
std::string loopRecordName(const std::string& counter);  // i_record: the record variable of a loop's iteration

// ---- types: what function `function` keeps of one iteration of the loop over `counter`, or (empty) of one call
std::string recordName(const std::string& function, const std::string& counter = "");  // f_record_i, f_record

// The function through which a member is reached that isn't public: private_x.
std::string accessorName(const std::string& member);
// What tells one such function from the others: private_x(Account).
std::string accessorKey(const std::string& member, const std::string& record);
// The copy of a function that has no name where it is called: f_primal.
std::string copyName(const std::string& function);

// The last part of a qualified name: "g<ns::A>" of "ns::g<ns::A>"; and what stands before it: "ns".
std::string unqualified(const std::string& qualifiedName);
std::string qualifier(const std::string& qualifiedName);
// As an identifier, without the namespaces of `scope`: "Vec3_norm" of "ns::Vec3::norm".
std::string unscopedName(const std::string& qualifiedName, const std::vector<std::string>& scope);

// A name usable as part of an identifier. Different names stay different: template arguments are introduced by "of"
// ("f<double*>" gives "f_of_double_ptr", f_2 and f<2> differ), operators are spelled out ("operator*" gives
// "operator_multiply").
std::string identifier(const std::string& name);

}  // namespace retrograd::backend
