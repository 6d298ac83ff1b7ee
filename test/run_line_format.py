# lit's shell tests, without the files that only take part in one.
import lit.formats


class TestsWithRunLine(lit.formats.ShTest):
    def getTestsInDirectory(self, *arguments):
        for test in super().getTestsInDirectory(*arguments):
            with open(test.getSourcePath(), encoding="utf-8") as file:
                if "RUN:" in file.read():
                    yield test
