/** Languages whose frameworks name the input of a request in the same ways. */
export type Family =
  | 'perl'
  | 'php'
  | 'javascript'
  | 'python'
  | 'ruby'
  | 'go'
  | 'java'
  | 'csharp'
  | 'c'
  | 'lua'
  | 'elixir'
  | 'asp'
  | 'cfml'

/** By the extension of a file, without the dot. */
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
  cs: 'csharp',
  lua: 'lua',
  ex: 'elixir',
  exs: 'elixir',
  eex: 'elixir',
  asp: 'asp',
  cfm: 'cfml',
  cfc: 'cfml',
  cfml: 'cfml',
}

/** What the usual frameworks of a language call the input of a request. */
export const inputs: Readonly<Record<Family, string>> = {
  perl: String.raw`\$(?:main::)?in\{[^}]*\}|\$(?:q|cgi|query)->(?:param|http|cookie)\([^)]*\)|\bparam\([^)]*\)|\$(?:ENV|env->|self->env->|_\[0\]->)\{['"]?(?:QUERY_STRING|HTTP_\w+)['"]?\}|\$\w{1,20}->(?:header|headers->header|query_param|body_param)\([^)]*\)`,
  php: String.raw`\$_(?:GET|POST|REQUEST|COOKIE)\s*\[[^\]]*\]|\$_SERVER\s*\[\s*['"](?:HTTP_\w+|QUERY_STRING)['"]\s*\]|getallheaders\(\)`,
  javascript: String.raw`\breq(?:uest)?\.(?:query|body|params|headers|cookies)\b[\w.[\]'"-]*`,
  python: String.raw`\brequest\.(?:args|form|values|json|GET|POST|headers|cookies)\b[\w.[\]'"()-]*|\bform\.get(?:first|value|list)\([^)]*\)|\bcgi\.FieldStorage\(\)[\w.[\]'"()-]*`,
  go: String.raw`\b\w{1,20}\.(?:Header\.Get|FormValue|PostFormValue|URL\.Query\(\)\.Get|GetHeader|QueryParam)\([^)]*\)`,
  java: String.raw`\.(?:getHeader|getParameter|getQueryString|getInputStream|getReader|getCookies)\([^)]*\)`,
  csharp: String.raw`\b(?:Request|HttpContext\.Request|ctx\.Request)\.(?:Query|Form|Headers|Cookies|QueryString|Params|Body|InputStream)\b(?:\[[^\]]*\])?`,
  c: String.raw`\bzend_(?:hash_\w*find|\w*symtable_\w*find)\w*\s*\([^;\n]{0,160}?"(?:HTTP_\w+|QUERY_STRING|REQUEST_URI)"|\b(?:sapi_getenv|FCGX_GetParam|apr_table_get|MHD_lookup_connection_value|mg_get_http_var|mg_get_var)\s*\([^;\n)]{0,80}"[^"\n]*"|\bSG\(request_info\)\.\w+|\b(?:\w*(?:get_?|find_?)header|header|http_header|cookie|get_cookie|query_param)\w*\s*\([^;)]{0,60}"[^"]*"\s*\)|\bgetenv\(\s*"(?:QUERY_STRING|HTTP_\w+|REQUEST_URI)"\s*\)`,
  ruby: String.raw`\bparams\[[^\]]*\]|\benv\[\s*['"]HTTP_\w+['"]\s*\]|\brequest\.(?:headers|cookies)\[[^\]]*\]|\bcookies\[[^\]]*\]|\brequest\.body\.read\b`,
  lua: String.raw`\bngx\.req\.(?:get_headers|get_uri_args|get_post_args)\(\)\s*(?:\.\w+|\[[^\]]*\])|\bngx\.var\.(?:http|arg|cookie)_\w+|\b(?:headers|args|cookies)\[\s*["'][^"']*["']\s*\]|\bngx\.req\.get_body_data\(\)`,
  elixir: String.raw`\bget_req_header\([^)]*\)|\bconn\.(?:params|body_params|query_params|cookies|req_cookies)\[[^\]]*\]`,
  asp: String.raw`\bRequest(?:\.(?:Form|QueryString|Cookies|ServerVariables))?\s*\(\s*"[^"]*"\s*\)`,
  cfml: String.raw`\b(?:url|form|cookie)\.\w+`,
}
