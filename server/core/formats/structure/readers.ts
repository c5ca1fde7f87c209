import { readAr } from '../archive/ar'
import { readCpio } from '../archive/cpio'
import { readRpm } from '../archive/rpm'
import { readTar } from '../archive/tar'
import { listZip } from '../archive/zip'
import { containerReader } from './container'
import { readDer } from './der'
import { readElf } from './elf'
import { readGif } from './gif'
import { readGzipStructure } from './gzip'
import { readIco } from './ico'
import { readJavaClass } from './javaClass'
import { readJavaKeyStore } from './javaKeyStore'
import { readJpeg } from './jpeg'
import { readMachO } from './machO'
import { readNumpy } from './numpy'
import type { FormatReader } from './outline'
import { readPdf } from './pdf'
import { readPe } from './pe'
import { readPickle } from './pickle'
import { readPng } from './png'
import { readPyc } from './pyc'
import { readRiff } from './riff'
import { readFontCollection, readSfnt } from './sfnt'
import { readWasm } from './wasm'
import { readWoff, readWoff2 } from './woff'
import { readXzStructure } from './xz'

/** The reader of each format, by the name that its signature gives it. A new format is a row here and a file beside. */
export const readers: ReadonlyMap<string, FormatReader> = new Map([
  ['ELF executable', readElf],
  ['static library', containerReader(readAr)],
  ['Debian package', containerReader(readAr)],
  ['Windows executable', readPe],
  ['Mach-O executable', readMachO],
  ['WebAssembly module', readWasm],
  ['Java class', readJavaClass],
  ['Python bytecode', readPyc],
  ['PNG image', readPng],
  ['JPEG image', readJpeg],
  ['GIF image', readGif],
  ['WebP image', readRiff],
  ['WAVE sound', readRiff],
  ['Windows icon', readIco],
  ['Windows cursor', readIco],
  ['PDF document', readPdf],
  ['TrueType font', readSfnt],
  ['OpenType font', readSfnt],
  ['TrueType collection', readFontCollection],
  ['WOFF font', readWoff],
  ['WOFF2 font', readWoff2],
  ['Python pickle', readPickle],
  ['NumPy array', readNumpy],
  ['DER structure', readDer],
  ['Java key store', readJavaKeyStore],
  ['zip', containerReader(listZip)],
  ['empty zip', containerReader(listZip)],
  ['tar', containerReader(readTar)],
  ['cpio', containerReader(readCpio)],
  ['RPM package', containerReader(readRpm)],
  ['xz', readXzStructure],
  ['gzip', readGzipStructure],
])
