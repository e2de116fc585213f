// Names of outcomes within the server's sentences, in words.
import { words } from '../figure/format'

const NAME = /\b(?:blood|colon|lining|skin|sleep|stool|stress)\.[a-z0-9_.]*[a-z0-9]/gi

export const inWords = (sentence: string): string => sentence.replace(NAME, (name) => words(name))
