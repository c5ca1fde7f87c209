export type Family = 'perl' | 'php' | 'javascript' | 'python' | 'ruby' | 'go' | 'java' | 'c'

export const families: Readonly<Record<string, Family>> = {
  pl: 'perl',
  pm: 'perl',
  cgi: 'perl',
  php: 'php',
  inc: 'php',
  phtml: 'php',
  php5: 'php',
  js: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  ts: 'javascript',
  tsx: 'javascript',
  py: 'python',
  rb: 'ruby',
  erb: 'ruby',
  go: 'go',
  java: 'java',
  kt: 'java',
  jsp: 'java',
  groovy: 'java',
  c: 'c',
  cc: 'c',
  cpp: 'c',
}

/** What the usual frameworks of a language call the input of a request. */
export const inputs: Readonly<Record<Family, string>> = {
  perl: String.raw`\$(?:main::)?in\{[^}]*\}|\$(?:q|cgi|query)->(?:param|http|cookie)\([^)]*\)|\bparam\([^)]*\)|\$ENV\{['"]?(?:QUERY_STRING|HTTP_\w+)['"]?\}`,
  php: String.raw`\$_(?:GET|POST|REQUEST|COOKIE)\s*\[[^\]]*\]|\$_SERVER\s*\[\s*['"](?:HTTP_\w+|QUERY_STRING)['"]\s*\]|getallheaders\(\)`,
  javascript: String.raw`\breq(?:uest)?\.(?:query|body|params|headers|cookies)\b[\w.[\]'"-]*`,
  python: String.raw`\brequest\.(?:args|form|values|json|GET|POST|headers|cookies)\b[\w.[\]'"()-]*`,
  go: String.raw`\b\w{1,20}\.(?:Header\.Get|FormValue|PostFormValue|URL\.Query\(\)\.Get|GetHeader|QueryParam)\([^)]*\)`,
  java: String.raw`\.(?:getHeader|getParameter|getQueryString)\([^)]*\)`,
  c: String.raw`\b(?:\w*(?:get_?|find_?)header|header|http_header|cookie|get_cookie|query_param)\w*\s*\([^;)]{0,60}"[^"]*"\s*\)|\bgetenv\(\s*"(?:QUERY_STRING|HTTP_\w+|REQUEST_URI)"\s*\)`,
  ruby: String.raw`\bparams\[[^\]]*\]|\benv\[\s*['"]HTTP_\w+['"]\s*\]|\brequest\.(?:headers|cookies)\[[^\]]*\]|\bcookies\[[^\]]*\]`,
}

export const runners: Readonly<Record<Family, string>> = {
  perl: String.raw`\b(?:eval|system|exec)\b\s*\(?|qx\s*[/({|!#]|\x60`,
  php: String.raw`\b(?:eval|assert|system|passthru|exec|shell_exec|popen|proc_open|create_function|call_user_func(?:_array)?)\s*\(|\x60`,
  javascript: String.raw`\b(?:child_process|cp)['"]?\)?\.exec(?:Sync)?\s*\(|(?<![.\w])(?:eval|Function|execSync|exec|runInNewContext|runInThisContext)\s*\(`,
  python: String.raw`\b(?:eval|exec|os\.system|os\.popen|subprocess\.(?:run|call|Popen|check_output|getoutput))\s*\(`,
  go: String.raw`\bexec\.Command(?:Context)?\s*\(|\bsyscall\.Exec\s*\(`,
  java: String.raw`\bgetRuntime\(\)\.exec\s*\(|\bnew ProcessBuilder\s*\(|\b\w*[eE]ngine\w*\.eval\s*\(`,
  c: String.raw`\b(?:system|popen|execlp?|execvp?e?|zend_eval_string\w*|luaL_dostring|PyRun_SimpleString)\s*\(`,
  ruby: String.raw`\b(?:eval|instance_eval|class_eval|system|exec)\b\s*\(?|\x60|%x[({\[]`,
}
