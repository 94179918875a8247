"""jupyter_kernel_test for our kernel: what it checks of a kernel's answers, by Jupyter's own reading of the protocol."""

import unittest

import jupyter_kernel_test


class KernelTests(jupyter_kernel_test.KernelTests):
    kernel_name = "tslab"
    language_name = "typescript"
    file_extension = ".ts"
    code_hello_world = "console.log('hello, world')"
    code_stderr = "console.error('oops')"
    code_generate_error = "throw new TypeError('no')"
    completion_samples = [{"text": "conso", "matches": {"console"}}]
    complete_code_samples = ["const a = 1", "a + 1", "const same = <T>(x: T) => x"]
    incomplete_code_samples = ["const f = () => {", "f("]
    invalid_code_samples = ["const = 1", "let x = )"]
    code_display_data = [
        {"code": "import { display } from 'tslab'\ndisplay.html('<b>x</b>')", "mime": "text/html"}
    ]
    code_inspect_sample = "console"


if __name__ == "__main__":
    unittest.main()
