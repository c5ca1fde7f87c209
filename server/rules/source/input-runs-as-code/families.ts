import type { Family } from '../../../core/facts/requestInput'

export const runners: Readonly<Record<Family, string>> = {
  perl: String.raw`\b(?:eval|system|exec)\b\s*\(?|qx\s*[/({|!#]|\x60`,
  php: String.raw`\b(?:eval|assert|system|passthru|exec|shell_exec|popen|proc_open|create_function|call_user_func(?:_array)?)\s*\(|\b(?:array_(?:map|filter|walk)|u[ak]?sort|register_shutdown_function|iterator_apply)\s*\(\s*['"](?:assert|system|passthru|exec|shell_exec|popen)['"]|\b(?:include|require)(?:_once)?\b\s*\(?\s*(?=\$)|\x60`,
  javascript: String.raw`\b(?:child_process|cp)['"]?\)?\.exec(?:Sync)?\s*\(|(?<![.\w])(?:eval|Function|execSync|exec|runInNewContext|runInThisContext)\s*\(`,
  python: String.raw`\b(?:eval|exec|os\.system|os\.popen|subprocess\.(?:run|call|Popen|check_output|getoutput))\s*\(`,
  go: String.raw`\bexec\.Command(?:Context)?\s*\(|\bsyscall\.Exec\s*\(`,
  java: String.raw`\bgetRuntime\(\)\.exec\s*\(|\bnew ProcessBuilder\s*\(|\b\w*[eE]ngine\w*\.eval\s*\(|\bEval\.(?:me|x|xy)\s*\(|\bnew GroovyShell\([^)\n]*\)\.(?:evaluate|parse)\s*\(`,
  csharp: String.raw`\bProcess\.Start\s*\(|\bnew ProcessStartInfo\s*\(|\bCSharpScript\.\w+\s*\(`,
  c: String.raw`\b(?:system|popen|execlp?|execvp?e?|(?:\w+_)?eval_string\w*|lua\w*_(?:do|load)(?:string|buffer)\w*|PyRun_\w*String\w*|Tcl_(?:Global)?Eval\w*|JS_Eval\w*|duk_p?eval\w*|eval_[ps]v|mrb_load_n?string\w*|Jim_Eval\w*|_w?(?:system|popen))\s*\(`,
  ruby: String.raw`\b(?:eval|instance_eval|class_eval|system|exec)\b\s*\(?|\x60|%x[({\[]`,
  lua: String.raw`(?<![.:\w])(?:loadstring|load)\s*\(|\bos\.execute\s*\(|\bio\.popen\s*\(`,
  elixir: String.raw`\bCode\.(?:eval_string|eval_quoted|compile_string)\s*\(?|\b:os\.cmd\s*\(|\bSystem\.shell\s*\(|\b:erl_eval\.\w+\s*\(|\b:erlang\.binary_to_term\s*\(`,
  asp: String.raw`(?<![.\w])(?:Execute(?:Global)?|Eval)\b\s*\(?`,
  cfml: String.raw`\b(?:evaluate|precisionEvaluate)\s*\(`,
}

/** What makes objects with code of their own out of bytes. */
export const loaders: Readonly<Partial<Record<Family, string>>> = {
  perl: String.raw`\b(?:Storable::)?thaw\s*\(|\bYAML::Load\s*\(`,
  php: String.raw`\bunserialize\s*\(`,
  javascript: String.raw`\b\w*[sS]erialize\w*\.unserialize\s*\(|\bv8\.deserialize\s*\(`,
  python: String.raw`\b(?:c?[pP]ickle|dill|marshal|cloudpickle|jsonpickle)\.(?:loads?|decode)\s*\(|\byaml\.(?:unsafe_load|full_load|load)\s*\(`,
  ruby: String.raw`\bMarshal\.load\s*\(|\bYAML\.(?:unsafe_load|load)\s*\(|\bOj\.object_load\s*\(`,
  java: String.raw`\bnew\s+(?:ObjectInputStream|XMLDecoder)\s*\(|\bnew\s+Yaml\(\)\.load\s*\(`,
  csharp: String.raw`\bnew\s+(?:BinaryFormatter|LosFormatter|NetDataContractSerializer|SoapFormatter)\(\)\.Deserialize\s*\(`,
}
