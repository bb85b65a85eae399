import { Injectable, type PipeTransform } from '@nestjs/common';
import { validate } from 'uuid';
import { ProblemException } from '../problems/problem-exception.js';

/** An id in a path: what is no id is the id of nothing. */
@Injectable()
export class CallbackId implements PipeTransform<string, string> {
  transform(text: string): string {
    if (validate(text)) return text.toLowerCase();
    throw new ProblemException({ code: 'NOT_FOUND', detail: 'There is no such endpoint or delivery.' });
  }
}
