// Pictures of graphs, drawn by Graphviz where it is installed.
#pragma once

#include <string>

namespace retrograd::entry {

// Is it the name of a picture: .svg, .png, .pdf? Ends the program with a message if it is neither one nor text.
bool isPicture(const std::string& file);

// `graph`, in the language of Graphviz, as a picture; ends the program with a message if there is no Graphviz, or if
// the file can't be written.
void drawGraph(const std::string& graph, const std::string& file);

}  // namespace retrograd::entry
