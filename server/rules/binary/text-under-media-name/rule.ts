import { isTestFolder } from '../../../core/formats/sourceKind'
import { spanOf } from '../../../core/model/location'
import { extensionOf } from '../../../core/model/path'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'

export default defineRule({
  id: 'binary/text-under-media-name',
  title: 'program text under the name of a font, an image, an archive or an object',
  severity: 'high',
  confidence: 'high',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['contagious-2025'],
  tags: ['CWE-506', 'CWE-646'],
  files: {
    paths: [
      '**/*.{woff,woff2,ttf,otf,eot,png,jpg,jpeg,gif,ico,bmp,webp,mp3,mp4,wav,ogg,flac,avi,mov,pdf,zip,gz,xz,bz2,7z,tar,tgz,zst,lz,lz4,lzma,rar,cab,jar,war,whl,nupkg,vsix,deb,rpm,docx,xlsx,pptx,class,pyc,pyd,so,o,dll,dylib,node,exe,wasm,icns,psd,tiff,sqlite,db,der,p12,pkl,bin}',
    ],
  },
  messages: {
    script: {
      message: 'The name says {kind}; the content is text that reads like a program: `{start}`',
      why: 'Reviewers and tools pass over such names, and viewers show nothing.\nA command that names the file runs it all the same.',
      benign: 'A placeholder, or a page of an error that was saved in place of the file.',
      question: 'What reads this file, and why does it have this name?',
      commands: ['git grep -n -F -e {name}'],
    },
  },
  examine: { file: examine },
})

const PROGRAM =
  /\brequire\s*\(|\bimport\s+[\w{*]|\bfunction\b\s*\w*\s*\(|=>\s*[{(]|\bconst\s+\w+\s*=|\beval\s*\(|^#!|\bexec\w*\s*\(|<\?php|<script\b|\bdef\s+\w+\(|\bsubprocess\b|\bpowershell\b|\$\(\s*\w+|\bmodule\.exports\b|\b(?:curl|wget)\s+-?\S/i

function examine(context: FileContext): void {
  const lines = context.side('new')?.lines ?? []
  for (const [index, line] of lines.slice(0, 400).entries()) {
    const found = PROGRAM.exec(line.slice(0, 20_000))
    if (found === null || !context.isChanged('new', spanOf(index + 1, 0, 1))) continue
    context.report({
      message: 'script',
      at: spanOf(index + 1, found.index, found[0].trimEnd().length),
      severity: isTestFolder(context.path) ? 'medium' : 'high',
      data: {
        kind: `.${extensionOf(context.path)}`,
        start: line.slice(found.index, found.index + 40),
        name: /[\w.-]+$/.exec(context.path)?.[0] ?? '<name>',
      },
    })
    return
  }
}
