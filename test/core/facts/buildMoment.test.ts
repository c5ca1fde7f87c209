import { strict as assert } from 'node:assert'
import { buildMoment } from '../../../server/core/facts/buildMoment'
import type { LanguageId } from '../../../server/core/syntax/language'

const at = (path: string, language: LanguageId | undefined, place = '', isParsed = false) =>
  buildMoment(path, language, undefined, place, isParsed)

describe('when a build does something', () => {
  it('goes by the macro, target or command around it', () => {
    assert.equal(at('m4/x.m4', 'm4', 'my_X'), 'configure')
    assert.equal(at('Makefile', 'make', 'STAMP', true), 'configure')
    assert.equal(at('Makefile.am', 'make', 'all-local'), 'build')
    assert.equal(at('Makefile.am', 'make', 'install-data-hook'), 'install')
    assert.equal(at('Makefile.am', 'make', 'check-local'), 'check')
    assert.equal(at('Makefile', 'make', 'update-data'), 'maintain')
    assert.equal(at('CMakeLists.txt', 'cmake', 'execute_process'), 'configure')
    assert.equal(at('CMakeLists.txt', 'cmake', 'add_custom_command'), 'build')
    assert.equal(at('meson.build', 'meson', 'add_install_script'), 'install')
  })

  it('knows recipes of packages, and what runs on every machine', () => {
    assert.equal(at('x/PKGBUILD', 'bash'), 'package')
    assert.equal(at('debian/rules', 'make', 'build'), 'package')
    assert.equal(at('debian/x.postinst', 'bash'), 'deploy')
  })

  it('leaves tests to themselves, and scripts of people out', () => {
    assert.equal(at('tests/Makefile.am', 'make', 'all-local'), 'check')
    assert.equal(at('tools/run.sh', 'bash'), undefined)
    assert.equal(at('autogen.sh', 'bash'), 'configure')
  })
})
